#pragma once

#include <cstring>

#include "../abi/ext/jacobian.h"
#include "../abi/ext/observables.h"
#include "../abi/ext/properties.h"
#include "../abi/ext/selftest.h"
#include "../abi/ext/trajectory.h"
#include "../abi/ext/vjp.h"
#include "activity.hpp"
#include "guard.hpp"
#include "make_engine.hpp"
#include "observation.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// The C tables of one model: every function enters the guard first.
template <class M>
class Tables {
 public:
  static const epi_model_ops* ops() {
    static constexpr epi_model_ops table = {sizeof(epi_model_ops),
                                            0,
                                            destroy,
                                            parameter_count,
                                            statistic_count,
                                            parameter,
                                            statistic,
                                            simulate,
                                            extension};
    return &table;
  }

  static epi_status describe(epi_model_info* out) noexcept {
    return guard("get_model", nullptr, [&] {
      const Declaration<M>& declared = declaration_of<M>();
      epi_model_info info{};
      if (ModelTraits<M>::kStochastic) info.flags |= EPI_F_STOCHASTIC;
      if (declared.is_piecewise()) info.flags |= EPI_F_PIECEWISE;
      info.id = declared.id().c_str();
      info.version = declared.version().c_str();
      info.title = declared.title().c_str();
      info.summary = declared.summary().c_str();
      info.citation = declared.citation().c_str();
      info.settings_schema = declared.schema().c_str();
      info.fingerprint = declared.fingerprint().c_str();
      give(out, info);
    });
  }

  /// @throws Failure, as the engine's constructor.
  static epi_model* create(const char* settings_json) {
    return reinterpret_cast<epi_model*>(make_engine<M>(settings_json ? settings_json : "{}").release());
  }

 private:
  static Engine<M>& engine(epi_model* model) {
    if (!model) throw Failure(EPI_E_ARG, "the model is missing");
    return *reinterpret_cast<Engine<M>*>(model);
  }
  static const Engine<M>& engine(const epi_model* model) { return engine(const_cast<epi_model*>(model)); }

  template <class Texts>
  static const auto& at(const Texts& texts, std::int32_t i, const char* what) {
    if (i < 0 || static_cast<std::size_t>(i) >= texts.size()) {
      throw Failure(EPI_E_ARG, std::string("there is no ") + what + " " + std::to_string(i));
    }
    return texts[i];
  }

  /// Runs body(engine, call) with the host's call brought to this SDK's layout.
  template <class Body>
  static epi_status enter(const char* function, epi_model* model, const epi_call* call, Body body) noexcept {
    epi_text* error = EPI_HAS(call, error) ? call->error : nullptr;
    return guard(function, error, [&] { body(engine(model), known_part(call)); });
  }

  static void destroy(epi_model* model) noexcept { delete reinterpret_cast<Engine<M>*>(model); }
  static std::int32_t parameter_count(const epi_model* model) noexcept {
    return engine(model).n_parameters();
  }
  static std::int32_t statistic_count(const epi_model*) noexcept { return Engine<M>::S; }
  static epi_status parameter(const epi_model* model, std::int32_t i, epi_param* out) noexcept {
    return guard("get_param", nullptr,
                 [&] { give(out, at(engine(model).parameters(), i, "parameter").view()); });
  }
  static epi_status statistic(const epi_model*, std::int32_t i, epi_stat* out) noexcept {
    return guard("get_stat", nullptr,
                 [&] { give(out, at(declaration_of<M>().statistics(), i, "statistic").view()); });
  }
  static epi_status simulate(epi_model* model, const epi_call* call, const epi_cmat* z,
                             const epi_mat* x) noexcept {
    return enter("simulate", model, call, [&](Engine<M>& e, const epi_call& c) { e.simulate(c, z, x); });
  }
  static epi_status jacobian(epi_model* model, const epi_call* call, const epi_cmat* z, const epi_mat* x,
                             const epi_mat* jac) noexcept {
    return enter("jacobian", model, call, [&](Engine<M>& e, const epi_call& c) { e.jacobian(c, z, x, jac); });
  }
  static epi_status vjp(epi_model* model, const epi_call* call, const epi_cmat* z, const epi_cmat* cot,
                        const epi_mat* x, const epi_mat* g) noexcept {
    return enter("vjp", model, call, [&](Engine<M>& e, const epi_call& c) { e.vjp(c, z, cot, x, g); });
  }

  static epi_status trajectory_shape(epi_model* model, double t_end, std::int64_t max_steps,
                                     std::int64_t* steps, std::int32_t* channels) noexcept {
    return guard("trajectory.shape", nullptr, [&] {
      if (!steps || !channels) throw Failure(EPI_E_ARG, "an output is missing");
      *steps = Activity<M>::points(engine(model), t_end, max_steps);
      *channels = Activity<M>::kChannels;
    });
  }
  static epi_status trajectory_channel(const epi_model*, std::int32_t i, epi_stat* out) noexcept {
    return guard("trajectory.channel", nullptr, [&] { give(out, Activity<M>::channel(i)); });
  }
  static epi_status trajectory_run(epi_model* model, const epi_call* call, const epi_cmat* z, double t_end,
                                   double* t, const epi_mat* y) noexcept {
    return enter("trajectory.run", model, call,
                 [&](Engine<M>& e, const epi_call& c) { Activity<M>::run(e, c, z, t_end, t, y); });
  }
  static epi_status describe_observable(const epi_model*, std::int32_t i, epi_stat* out) noexcept {
    return guard("observables.describe", nullptr,
                 [&] { give(out, at(declaration_of<M>().observables(), i, "observable").view()); });
  }
  static epi_status evaluate_observables(epi_model* model, const epi_call* call, const epi_cmat* z,
                                         const epi_cmat* x, const epi_mat* o) noexcept {
    return enter("observables.eval", model, call,
                 [&](Engine<M>& e, const epi_call& c) { observe(e, c, z, x, o); });
  }
  static epi_status property(const epi_model*, std::int32_t i, const char** name, const char** title,
                             const char** json) noexcept {
    return guard("properties.get", nullptr, [&] {
      if (!name || !title || !json) throw Failure(EPI_E_ARG, "an output is missing");
      const PropertyText& text = at(declaration_of<M>().properties(), i, "property");
      *name = text.name.c_str();
      *title = text.title.c_str();
      *json = text.json.c_str();
    });
  }
  static epi_status selftest(const epi_model*, std::int32_t i, std::uint64_t* seed, std::uint64_t* sample_id,
                             double* z, double* x, double* rtol, double* atol) noexcept {
    return guard("selftest.get_case", nullptr, [&] {
      if (!seed || !sample_id || !z || !x || !rtol || !atol) throw Failure(EPI_E_ARG, "an output is missing");
      const SelftestRow& row = at(declaration_of<M>().selftests(), i, "self-test");
      *seed = row.seed;
      *sample_id = row.sample_id;
      std::copy(row.z.begin(), row.z.end(), z);
      std::copy(row.x.begin(), row.x.end(), x);
      *rtol = row.relative_tolerance;
      *atol = row.absolute_tolerance;
    });
  }

  template <class Texts>
  static std::uint32_t count(const Texts& texts) {
    return static_cast<std::uint32_t>(texts.size());
  }

  static const void* extension(const epi_model*, const char* id) noexcept {
    const Declaration<M>& declared = declaration_of<M>();  // made when the instance was created
    const auto is = [id](const char* known) { return id && std::strcmp(id, known) == 0; };
    if (is(EPI_EXT_JACOBIAN)) {
      static constexpr epi_ext_jacobian table = {sizeof table, EPI_METHOD_EXACT_DISCRETE, jacobian};
      return &table;
    }
    if constexpr (!ModelTraits<M>::kRowByRow) {
      if (is(EPI_EXT_VJP)) {
        static constexpr epi_ext_vjp table = {sizeof table, EPI_METHOD_EXACT_DISCRETE, vjp};
        return &table;
      }
    }
    if constexpr (Activity<M>::kPresent) {
      if (is(EPI_EXT_TRAJECTORY)) {
        static constexpr epi_ext_trajectory table = {sizeof table, 0, trajectory_shape, trajectory_channel,
                                                     trajectory_run};
        return &table;
      }
    }
    if constexpr (detail::HasObservables<M>::value) {
      if (is(EPI_EXT_OBSERVABLES)) {
        static const epi_ext_observables table = {sizeof table, count(declared.observables()),
                                                  describe_observable, evaluate_observables};
        return &table;
      }
    }
    if (is(EPI_EXT_PROPERTIES) && !declared.properties().empty()) {
      static const epi_ext_properties table = {sizeof table, count(declared.properties()), property};
      return &table;
    }
    if (is(EPI_EXT_SELFTEST) && !declared.selftests().empty()) {
      static const epi_ext_selftest table = {sizeof table, count(declared.selftests()), selftest};
      return &table;
    }
    return nullptr;
  }
};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
