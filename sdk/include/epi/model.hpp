#pragma once

// Everything that the author of a model needs. Begin a plugin with
//   #include <epi/model.hpp>
//   using namespace epi::sdk;
// sdk/README.md shows a model in 30 lines and lists the headers behind this one.

#include "cpp/declaration.hpp"
#include "cpp/euler.hpp"
#include "cpp/euler_maruyama.hpp"
#include "cpp/fields.hpp"
#include "cpp/fixed_point.hpp"
#include "cpp/functions.hpp"
#include "cpp/module.hpp"
#include "cpp/runge_kutta4.hpp"
#include "cpp/trajectory.hpp"
#include "cpp/trial_moments.hpp"
#include "cpp/update_rule.hpp"
