#include "store/record_json.h"

#include "store/number_text.h"

namespace epi::store {

using nlohmann::json;
using optimizer::ConstraintVerdict;
using optimizer::EpochRecord;
using optimizer::FailureRecord;
using optimizer::TrainingState;

namespace {

json to_json(const ConstraintVerdict& verdict) {
  return {{"name", verdict.name},
          {"kind", verdict.kind},
          {"unit", verdict.unit},
          {"centre", number_json(verdict.centre)},
          {"scale", number_json(verdict.scale)},
          {"target", number_json(verdict.target)},
          {"mean", number_json(verdict.mean)},
          {"lower", number_json(verdict.lower)},
          {"upper", number_json(verdict.upper)},
          {"tolerance", number_json(verdict.tolerance)},
          {"met", verdict.met},
          {"paper_p", number_json(verdict.paper_p)},
          {"paper_met", verdict.paper_met}};
}

ConstraintVerdict verdict_from_json(const json& object) {
  ConstraintVerdict verdict;
  object.at("name").get_to(verdict.name);
  object.at("kind").get_to(verdict.kind);
  object.at("unit").get_to(verdict.unit);
  verdict.centre = number_from_json(object.at("centre"));
  verdict.scale = number_from_json(object.at("scale"));
  verdict.target = number_from_json(object.at("target"));
  verdict.mean = number_from_json(object.at("mean"));
  verdict.lower = number_from_json(object.at("lower"));
  verdict.upper = number_from_json(object.at("upper"));
  verdict.tolerance = number_from_json(object.at("tolerance"));
  object.at("met").get_to(verdict.met);
  verdict.paper_p = number_from_json(object.at("paper_p"));
  object.at("paper_met").get_to(verdict.paper_met);
  return verdict;
}

json to_json(const FailureRecord& failure) {
  return {{"epoch", failure.epoch},
          {"iteration", failure.iteration},
          {"reason", failure.reason},
          {"z", numbers_to_json(failure.z)}};
}

FailureRecord failure_from_json(const json& object) {
  FailureRecord failure;
  object.at("epoch").get_to(failure.epoch);
  object.at("iteration").get_to(failure.iteration);
  object.at("reason").get_to(failure.reason);
  failure.z = numbers_from_json(object.at("z"));
  return failure;
}

json to_json(const flow::FlowState& state) {
  return {{"weights", numbers_to_json(state.weights)}, {"moments", numbers_to_json(state.moments)}};
}

flow::FlowState flow_state_from_json(const json& object) {
  return {.weights = numbers_from_json(object.at("weights")),
          .moments = numbers_from_json(object.at("moments"))};
}

}  // namespace

json numbers_to_json(const std::vector<double>& values) {
  json numbers = json::array();
  for (const double value : values) numbers.push_back(number_json(value));
  return numbers;
}

std::vector<double> numbers_from_json(const json& values) {
  std::vector<double> numbers;
  numbers.reserve(values.size());
  for (const json& value : values) numbers.push_back(number_from_json(value));
  return numbers;
}

json to_json(const EpochRecord& record) {
  json constraints = json::array();
  for (const ConstraintVerdict& verdict : record.constraints) constraints.push_back(to_json(verdict));
  return {{"epoch", record.epoch},
          {"entropy", number_json(record.entropy)},
          {"entropy_error", number_json(record.entropy_error)},
          {"samples", record.samples},
          {"failed", record.failed},
          {"simulations", record.simulations},
          {"target_width", number_json(record.target_width)},
          {"c", number_json(record.penalty_c)},
          {"eta", numbers_to_json(record.eta)},
          {"constraints", constraints},
          {"met", record.met},
          {"paper_met", record.paper_met}};
}

EpochRecord epoch_record_from_json(const json& object) {
  EpochRecord record;
  object.at("epoch").get_to(record.epoch);
  record.entropy = number_from_json(object.at("entropy"));
  record.entropy_error = number_from_json(object.at("entropy_error"));
  object.at("samples").get_to(record.samples);
  object.at("failed").get_to(record.failed);
  object.at("simulations").get_to(record.simulations);
  if (object.contains("target_width")) record.target_width = number_from_json(object.at("target_width"));
  record.penalty_c = number_from_json(object.at("c"));
  record.eta = numbers_from_json(object.at("eta"));
  for (const json& verdict : object.at("constraints"))
    record.constraints.push_back(verdict_from_json(verdict));
  object.at("met").get_to(record.met);
  object.at("paper_met").get_to(record.paper_met);
  return record;
}

json to_json(const optimizer::PhaseSeconds& phases) {
  return {{"start", number_json(phases.start)},       {"sample", number_json(phases.sample)},
          {"simulate", number_json(phases.simulate)}, {"backward", number_json(phases.backward)},
          {"step", number_json(phases.step)},         {"evaluate", number_json(phases.evaluate)}};
}

optimizer::PhaseSeconds phases_from_json(const json& object) {
  return {.start = number_from_json(object.at("start")),
          .sample = number_from_json(object.at("sample")),
          .simulate = number_from_json(object.at("simulate")),
          .backward = number_from_json(object.at("backward")),
          .step = number_from_json(object.at("step")),
          .evaluate = number_from_json(object.at("evaluate"))};
}

json to_json(const optimizer::Certificate& certificate) {
  return {{"samples", certificate.samples},
          {"failed", certificate.failed},
          {"random_samples", certificate.random_samples},
          {"entropy", number_json(certificate.entropy)},
          {"entropy_error", number_json(certificate.entropy_error)},
          {"objective", number_json(certificate.objective)},
          {"bound", number_json(certificate.bound)},
          {"bound_error", number_json(certificate.bound_error)},
          {"gap", number_json(certificate.gap())},
          {"divergence", number_json(certificate.divergence)},
          {"eta", numbers_to_json(certificate.eta)},
          {"missed_share", number_json(certificate.missed_share)},
          {"effective_share", number_json(certificate.effective_share)},
          {"samples_pareto_k", number_json(certificate.samples_pareto_k)},
          {"pareto_k", number_json(certificate.pareto_k)},
          {"reliable", certificate.doubt.empty()},
          {"doubt", certificate.doubt}};
}

optimizer::Certificate certificate_from_json(const json& object) {
  optimizer::Certificate certificate;
  object.at("samples").get_to(certificate.samples);
  object.at("failed").get_to(certificate.failed);
  object.at("random_samples").get_to(certificate.random_samples);
  certificate.entropy = number_from_json(object.at("entropy"));
  certificate.entropy_error = number_from_json(object.at("entropy_error"));
  certificate.objective = number_from_json(object.at("objective"));
  certificate.bound = number_from_json(object.at("bound"));
  certificate.bound_error = number_from_json(object.at("bound_error"));
  certificate.divergence = number_from_json(object.at("divergence"));
  certificate.eta = numbers_from_json(object.at("eta"));
  certificate.missed_share = number_from_json(object.at("missed_share"));
  certificate.samples_pareto_k = number_from_json(object.at("samples_pareto_k"));
  certificate.effective_share = number_from_json(object.at("effective_share"));
  certificate.pareto_k = number_from_json(object.at("pareto_k"));
  object.at("doubt").get_to(certificate.doubt);
  return certificate;
}

json to_json(const TrainingState& state) {
  json epochs = json::array();
  for (const EpochRecord& epoch : state.epochs) epochs.push_back(to_json(epoch));
  json failures = json::array();
  for (const FailureRecord& failure : state.failures) failures.push_back(to_json(failure));
  return {{"epoch", state.epoch},
          {"polished", state.polished},
          {"simulations", state.simulations},
          {"seconds", number_json(state.seconds)},
          {"phases", to_json(state.phases)},
          {"flow", to_json(state.flow)},
          {"eta", numbers_to_json(state.eta)},
          {"c", number_json(state.penalty_c)},
          {"violation_norms", numbers_to_json(state.violation_norms)},
          {"converged", state.converged},
          {"best_epoch", state.best_epoch},
          {"best_flow", to_json(state.best_flow)},
          {"epochs", epochs},
          {"failures", failures}};
}

TrainingState training_state_from_json(const json& object) {
  TrainingState state;
  object.at("epoch").get_to(state.epoch);
  object.at("polished").get_to(state.polished);
  object.at("simulations").get_to(state.simulations);
  state.seconds = number_from_json(object.at("seconds"));
  state.phases = phases_from_json(object.at("phases"));
  state.flow = flow_state_from_json(object.at("flow"));
  state.eta = numbers_from_json(object.at("eta"));
  state.penalty_c = number_from_json(object.at("c"));
  state.violation_norms = numbers_from_json(object.at("violation_norms"));
  object.at("converged").get_to(state.converged);
  object.at("best_epoch").get_to(state.best_epoch);
  state.best_flow = flow_state_from_json(object.at("best_flow"));
  for (const json& epoch : object.at("epochs")) state.epochs.push_back(epoch_record_from_json(epoch));
  for (const json& failure : object.at("failures")) state.failures.push_back(failure_from_json(failure));
  return state;
}

}  // namespace epi::store
