#pragma once

#include <concepts>
#include <type_traits>

#include "config/run_config.h"

// The names of all fields, one line each: reading and writing JSON both follow these lists. A new field is a
// line in run_config.h, a line here and a line in schemas/run_config.schema.json.

namespace epi::config {

/// S or const S.
template <class T, class S>
concept Is = std::same_as<std::remove_const_t<T>, S>;

template <class Visitor>
void visit_fields(Visitor& visit, Is<Model> auto& model) {
  visit("id", model.id);
  visit("settings", model.settings);
}

template <class Visitor>
void visit_fields(Visitor& visit, Is<Parameters> auto& parameters) {
  visit("free", parameters.free);
  visit("fixed", parameters.fixed);
}

template <class Visitor>
void visit_fields(Visitor& visit, Is<Constraint> auto& constraint) {
  visit("statistic", constraint.statistic);
  visit("mean", constraint.mean);
  visit("std", constraint.std);
  visit("slack", constraint.slack);
  visit("at_least", constraint.at_least);
  visit("at_most", constraint.at_most);
  visit("tolerance", constraint.tolerance);
  visit("std_tolerance", constraint.std_tolerance);
  visit("enforce", constraint.enforce);
  visit("strength", constraint.strength);
}

template <class Visitor>
void visit_fields(Visitor& visit, Is<EmergentProperty> auto& property) {
  visit("name", property.name);
  visit("constraints", property.constraints);
}

template <class Visitor>
void visit_fields(Visitor& visit, Is<BatchNorm> auto& batch_norm) {
  visit("momentum", batch_norm.momentum);
}

template <class Visitor>
void visit_fields(Visitor& visit, Is<Flow> auto& flow) {
  visit("kind", flow.kind);  // first: it says which of the others there are
  if (flow.kind == "planar") {
    visit("layers", flow.layers);
  } else {
    visit("masks", flow.masks);
    visit("hidden_layers", flow.hidden_layers);
    visit("units", flow.units);
  }
  if (flow.kind == "real_nvp" || flow.kind == "spline") {
    visit("split", flow.split);
    visit("mixing", flow.mixing);
  }
  if (flow.kind == "real_nvp") visit("batch_norm", flow.batch_norm);
  if (flow.kind == "spline") visit("bins", flow.bins);
  visit("precision", flow.precision);
}

template <class Visitor>
void visit_fields(Visitor& visit, Is<Search> auto& search) {
  visit("samples", search.samples);
  visit("tolerance", search.tolerance);
  visit("select", search.select);
  visit("rounds", search.rounds);
  visit("fit_iterations", search.fit_iterations);
}

template <class Visitor>
void visit_fields(Visitor& visit, Is<Initialization> auto& initialization) {
  visit("mean", initialization.mean);
  visit("std", initialization.std);
  visit("default_std", initialization.default_std);
  visit("search", initialization.search);
}

template <class Visitor>
void visit_fields(Visitor& visit, Is<Anneal> auto& anneal) {
  visit("from", anneal.from);
  visit("epochs", anneal.epochs);
}

template <class Visitor>
void visit_fields(Visitor& visit, Is<Optimizer> auto& optimizer) {
  visit("learning_rate", optimizer.learning_rate);
  visit("final_learning_rate", optimizer.final_learning_rate);
  visit("learning_rate_decay", optimizer.learning_rate_decay);
  visit("warmup", optimizer.warmup);
  visit("epochs", optimizer.epochs);
  visit("iterations", optimizer.iterations);
  visit("batch", optimizer.batch);
  visit("initial_eta", optimizer.initial_eta);
  visit("eta_update", optimizer.eta_update);
  visit("c0", optimizer.c0);
  visit("c_growth", optimizer.c_growth);
  visit("c_max", optimizer.c_max);
  visit("violation_decay", optimizer.violation_decay);
  visit("penalty_gradient", optimizer.penalty_gradient);
  visit("gradient", optimizer.gradient);
  visit("entropy_gradient", optimizer.entropy_gradient);
  visit("hinge_strength", optimizer.hinge_strength);
  visit("barrier_strength", optimizer.barrier_strength);
  visit("barrier_margin", optimizer.barrier_margin);
  visit("anneal", optimizer.anneal);
  visit("tail_average", optimizer.tail_average);
  visit("gradient_clip", optimizer.gradient_clip);
}

template <class Visitor>
void visit_fields(Visitor& visit, Is<Polish> auto& polish) {
  visit("epochs", polish.epochs);
  visit("iterations", polish.iterations);
  visit("batch", polish.batch);
  visit("random_samples", polish.random_samples);
  visit("learning_rate", polish.learning_rate);
  visit("final_learning_rate", polish.final_learning_rate);
}

template <class Visitor>
void visit_fields(Visitor& visit, Is<Convergence> auto& convergence) {
  visit("test", convergence.test);
  visit("samples", convergence.samples);
  visit("confidence", convergence.confidence);
  visit("tolerance", convergence.tolerance);
  visit("nu", convergence.nu);
  visit("bootstraps", convergence.bootstraps);
  visit("alpha", convergence.alpha);
  visit("stop_early", convergence.stop_early);
}

template <class Visitor>
void visit_fields(Visitor& visit, Is<Certificate> auto& certificate) {
  visit("samples", certificate.samples);
  visit("random_samples", certificate.random_samples);
}

template <class Visitor>
void visit_fields(Visitor& visit, Is<Simulation> auto& simulation) {
  visit("max_failed_share", simulation.max_failed_share);
}

template <class Visitor>
void visit_fields(Visitor& visit, Is<Output> auto& output) {
  visit("samples", output.samples);
  visit("trace_every", output.trace_every);
}

template <class Visitor>
void visit_fields(Visitor& visit, Is<RunConfig> auto& config) {
  visit("schema", config.schema);
  visit("model", config.model);
  visit("parameters", config.parameters);
  visit("emergent_property", config.emergent_property);
  visit("flow", config.flow);
  visit("initialization", config.initialization);
  visit("optimizer", config.optimizer);
  visit("polish", config.polish);
  visit("convergence", config.convergence);
  visit("certificate", config.certificate);
  visit("simulation", config.simulation);
  visit("output", config.output);
  visit("seeds", config.seeds);
}

}  // namespace epi::config
