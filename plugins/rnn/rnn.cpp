#include <epi/model.hpp>

#include "context.h"
#include "detection.h"
#include "posterior.h"

// Low-rank recurrent networks through dynamic mean-field theory: README.md has the equations.

EPI_EXPORT_MODULE("epi.rnn", "1.0.0", "MIT", rnn::Posterior, rnn::Detection, rnn::Context);
