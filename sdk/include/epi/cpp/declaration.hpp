#pragma once

#include <cmath>
#include <deque>
#include <string>

#include "described.hpp"
#include "failure.hpp"
#include "instance_settings.hpp"
#include "model_traits.hpp"
#include "setting.hpp"
#include "settings_schema.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// What a model says about itself. The author fills it in `static void declare(Declaration<Model>&)`; `check`
/// then compares it with the fields of the model.
template <class M>
class Declaration {
 public:
  using Settings = InstanceSettings<M>;

  Declaration& id(std::string id) { return id_ = std::move(id), *this; }
  /// Semantic version of the model's meaning.
  Declaration& version(std::string version) { return version_ = std::move(version), *this; }
  Declaration& title(std::string title) { return title_ = std::move(title), *this; }
  Declaration& summary(std::string summary) { return summary_ = std::move(summary), *this; }
  Declaration& citation(std::string citation) { return citation_ = std::move(citation), *this; }
  /// Derivatives hold between events only (spikes, resets).
  Declaration& piecewise() { return piecewise_ = true, *this; }
  /// The default trajectory of a closed-form model: `points` times on [0, t_end_s].
  Declaration& trajectory(double t_end_s, std::int64_t points) {
    return t_end_s_ = t_end_s, trajectory_points_ = points, *this;
  }

  ParameterText& parameter(std::string name) { return parameters_.emplace_back(std::move(name)); }
  StatisticText& statistic(std::string name) { return statistics_.emplace_back(std::move(name)); }
  StatisticText& channel(std::string name) { return channels_.emplace_back(std::move(name)); }
  StatisticText& observable(std::string name) { return observables_.emplace_back(std::move(name)); }
  template <class Value>
  SettingRules& setting(std::string name, Value SettingsOf<M>::*member) {
    return settings_.emplace_back(std::move(name), static_cast<Value Settings::*>(member));
  }
  Declaration& property(std::string name, std::string title, std::string json) {
    properties_.push_back({std::move(name), std::move(title), std::move(json)});
    return *this;
  }
  Declaration& selftest(SelftestRow row) { return selftests_.push_back(std::move(row)), *this; }

  /// Completes the declaration. @throws Failure(EPI_E_INTERNAL) where it contradicts the model's fields or
  /// itself.
  void check() {
    require(!id_.empty() && !version_.empty() && !title_.empty(), "id, version and title must be declared");
    if constexpr (ModelTraits<M>::kRowByRow) {
      require(parameters_.empty(), "its parameters follow from its settings; describe them in parameters()");
      for (ParameterText& p : with_settings<M>({}).parameters()) parameters_.push_back(std::move(p));
    } else {
      same_names("parameters", parameters_, leaf_names<ParametersOf<M, double>>());
    }
    same_names("statistics", statistics_, leaf_names<StatisticsOf<M, double>>());
    for (const ParameterText& p : parameters_) {
      require(p.lower() < p.upper(), "parameter '" + p.name() + "': its support is empty");
      require(p.default_value() >= p.lower() && p.default_value() <= p.upper(),
              "parameter '" + p.name() + "': its default lies outside its support");
    }
    for (const StatisticText& s : statistics_) {
      require(s.lower() < s.upper(), "statistic '" + s.name() + "': its range is empty");
      require(s.typical_scale() >= 0.0 && std::isfinite(s.typical_scale()),
              "statistic '" + s.name() + "': its typical scale must be positive, or 0 if unknown");
    }
    for (const SelftestRow& row : selftests_) {
      require(row.z.size() == parameters_.size() && row.x.size() == statistics_.size(),
              "a self-test row has the wrong length");
    }
    for (const auto& setting : settings_) {
      require(setting.name() != "precision" && setting.name() != "shared_noise",
              "the setting '" + setting.name() + "' is one of the SDK's own");
    }
    add_common_settings();
    schema_ = settings_schema(settings_);
    fingerprint_ = digest();
  }

  template <class Texts>
  static void same_names(const char* what, const Texts& declared, const std::vector<std::string>& fields) {
    std::string given, wanted;
    for (const auto& text : declared) given += (given.empty() ? "" : ", ") + text.name();
    for (const std::string& name : fields) wanted += (wanted.empty() ? "" : ", ") + name;
    require(given == wanted,
            std::string(what) + " are declared as (" + given + ") but the struct has (" + wanted + ")");
  }

  const std::string& id() const { return id_; }
  const std::string& version() const { return version_; }
  const std::string& title() const { return title_; }
  const std::string& summary() const { return summary_; }
  const std::string& citation() const { return citation_; }
  const std::string& schema() const { return schema_; }
  const std::string& fingerprint() const { return fingerprint_; }
  bool is_piecewise() const { return piecewise_; }
  double t_end_s() const { return t_end_s_; }
  std::int64_t trajectory_points() const { return trajectory_points_; }
  const std::deque<ParameterText>& parameters() const { return parameters_; }
  const std::deque<StatisticText>& statistics() const { return statistics_; }
  const std::deque<StatisticText>& channels() const { return channels_; }
  const std::deque<StatisticText>& observables() const { return observables_; }
  const std::deque<Setting<Settings>>& settings() const { return settings_; }
  const std::deque<PropertyText>& properties() const { return properties_; }
  const std::deque<SelftestRow>& selftests() const { return selftests_; }

 private:
  /// Changes of the SDK's arithmetic that move results by more than nothing raise this number.
  static constexpr int kArithmeticVersion = 1;

  void add_common_settings() {
    settings_.emplace_back("precision", &Settings::precision)
        .one_of({"float64", "float32"})
        .describe("arithmetic of the simulation and its derivatives");
    if constexpr (ModelTraits<M>::kTrials) {
      settings_.emplace_back("shared_noise", &Settings::shared_noise)
          .at_least(1)
          .describe("how many consecutive samples meet the same noise; 1: every sample its own");
    }
  }

  static void require(bool truth, const std::string& complaint) {
    if (!truth) throw Failure(EPI_E_INTERNAL, "the model's declaration is wrong: " + complaint);
  }

  /// FNV-1a, 64 bit, of everything declared that can move an output, as 16 hexadecimal digits. The equations
  /// themselves cannot be hashed: whoever changes them raises the version.
  std::string digest() const {
    std::string all = id_ + '\n' + version_ + '\n' + schema_ + '\n' + std::to_string(kArithmeticVersion);
    for (const ParameterText& p : parameters_) all += '\n' + p.name() + ' ' + p.view().unit;
    for (const StatisticText& s : statistics_) all += '\n' + s.name() + ' ' + s.view().unit;
    std::uint64_t hash = 14695981039346656037u;  // offset basis and prime of FNV-1a
    for (const char c : all) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
    static constexpr char kHex[] = "0123456789abcdef";
    std::string out;
    for (int shift = 60; shift >= 0; shift -= 4) out += kHex[(hash >> shift) & 15];
    return out;
  }

  std::string id_, version_, title_, summary_, citation_, schema_, fingerprint_;
  bool piecewise_ = false;
  double t_end_s_ = 1.0;
  std::int64_t trajectory_points_ = 501;
  std::deque<ParameterText> parameters_;
  std::deque<StatisticText> statistics_, channels_, observables_;
  std::deque<Setting<Settings>> settings_;
  std::deque<PropertyText> properties_;
  std::deque<SelftestRow> selftests_;
};

/// The declaration of a model, made and checked once. @throws Failure as Declaration::check.
template <class M>
const Declaration<M>& declaration_of() {
  static const Declaration<M> declaration = [] {
    Declaration<M> made;
    M::declare(made);
    made.check();
    return made;
  }();
  return declaration;
}

/// The parameters of an instance: as declared, or as a model that works row by row says for its settings.
template <class M>
std::vector<ParameterText> parameters_of([[maybe_unused]] const M& model) {
  if constexpr (ModelTraits<M>::kRowByRow) {
    return model.parameters();
  } else {
    const auto& declared = declaration_of<M>().parameters();
    return {declared.begin(), declared.end()};
  }
}

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
