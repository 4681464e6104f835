#include <epi/model.hpp>

#include "amplification.h"
#include "context.h"
#include "detection.h"
#include "posterior.h"

// Low-rank recurrent networks: README.md has the equations.

EPI_EXPORT_MODULE("epi.rnn", "1.0.0", "MIT", rnn::Posterior, rnn::Detection, rnn::Context,
                  rnn::Amplification);
