#pragma once

#include <cmath>

#include "engine.hpp"
#include "recording.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

namespace detail {

template <class M, class = void>
struct HasChannels : std::false_type {};
template <class M>
struct HasChannels<M, std::void_t<typename M::template Channels<double>>> : std::true_type {};

template <class M, class = void>
struct Records : std::false_type {};
template <class M>
struct Records<M, std::void_t<decltype(std::declval<const M&>().trajectory(
                      std::declval<const ParametersOf<M, double>&>(),
                      std::declval<Recording<typename M::template Channels<double>>&>()))>> : std::true_type {
};

}  // namespace detail

/// Activity over time of one row, for plots: the states of a dynamical model, or what another model computes
/// either for one time in `Channels<double> trajectory(const Parameters<double>& z, double t_s) const` or for
/// all times in `void trajectory(const Parameters<double>& z, Recording<Channels<double>>& out) const`.
template <class M>
class Activity {
 public:
  static constexpr bool kDynamical = ModelTraits<M>::kDynamical;
  static constexpr bool kPresent = kDynamical || detail::HasChannels<M>::value;

  /// The fields whose numbers are the channels.
  static auto channel_fields() {
    if constexpr (kDynamical) {
      return typename M::template State<double>{};
    } else {
      return typename M::template Channels<double>{};
    }
  }
  static constexpr int kConditions = ModelTraits<M>::kConditions;
  static constexpr int kChannels = kConditions * leaf_count<decltype(channel_fields())>();

  /// Channel i: as declared, or by its name alone. @throws Failure(EPI_E_ARG) if i is out of range.
  static epi_stat channel(std::int32_t i) {
    static const std::deque<StatisticText> texts = [] {
      const auto& declared = declaration_of<M>().channels();
      if (!declared.empty()) return declared;
      std::deque<StatisticText> made;
      for (int c = 0; c < kConditions; ++c) {
        for (const std::string& name : leaf_names<decltype(channel_fields())>()) {
          made.emplace_back(condition_prefix(c) + name);
        }
      }
      return made;
    }();
    if (i < 0 || i >= kChannels) throw Failure(EPI_E_ARG, "there is no channel " + std::to_string(i));
    return texts[i].view();
  }

  /// How many time points, at most max_points, cover [0, t_end]; t_end <= 0: the model's own length.
  static std::int64_t points(Engine<M>& engine, double t_end, std::int64_t max_points) {
    if (max_points < 2) throw Failure(EPI_E_ARG, "max_steps must be at least 2");
    if (std::isnan(t_end)) throw Failure(EPI_E_ARG, "t_end is not a number");
    if constexpr (kDynamical) {
      const std::int64_t steps = steps_until(engine, t_end);
      const std::int64_t stride = (steps + max_points - 2) / (max_points - 1);
      return steps / stride + 1;
    } else {
      const std::int64_t wanted = declaration_of<M>().trajectory_points();
      return wanted < max_points ? wanted : max_points;
    }
  }

  /// Times t [points] and activity y [points, channels] of the single row z.
  static void run(Engine<M>& engine, const epi_call& call, const epi_cmat* z, double t_end, double* t,
                  const epi_mat* y) {
    require_shape(z, "z", 1, engine.n_parameters());
    require_shape(y, "y", y ? y->rows : 0, kChannels);
    if (!t || y->rows < 2) throw Failure(EPI_E_ARG, "t is missing, or y has fewer than 2 rows");
    engine.one_row(call, *z, *y, [&](const double* parameters, Rows& rows) {
      if constexpr (kDynamical) {
        const std::int64_t steps = steps_until(engine, t_end), stride = steps / (y->rows - 1);
        if (stride < 1) throw Failure(EPI_E_ARG, "y has more rows than the run has time points");
        for (std::int64_t k = 0; k < y->rows; ++k) {
          t[k] = static_cast<double>(k * stride) * engine.model().grid().dt;
        }
        engine.states(parameters, rows, stride, *y);
      } else {
        ParametersOf<M, double> values{};
        read_leaves(values, parameters);
        const double end = t_end > 0.0 ? t_end : declaration_of<M>().t_end_s();
        for (std::int64_t k = 0; k < y->rows; ++k) {
          t[k] = end * static_cast<double>(k) / static_cast<double>(y->rows - 1);
        }
        using Channels = typename M::template Channels<double>;
        Recording<Channels> recording(t, *y, rows);
        if constexpr (detail::Records<M>::value) {
          engine.model().trajectory(values, recording);
        } else {
          for (std::int64_t k = 0; k < y->rows; ++k) {
            recording.write(k, engine.model().trajectory(values, t[k]));
          }
        }
      }
    });
  }

 private:
  static std::string condition_prefix([[maybe_unused]] int condition) {
    if constexpr (kConditions > 1) return std::string(M::kConditionNames[condition]) + "_";
    return "";
  }

  static std::int64_t steps_until(Engine<M>& engine, double t_end) {
    const TimeGrid grid = engine.model().grid();
    if (!(t_end > 0.0)) return grid.steps;
    constexpr double most = 1e6;  // steps: beyond any plot; a gigabyte for a circuit of 15 numbers
    const double steps = std::round(t_end / grid.dt);
    if (!(steps <= most)) throw Failure(EPI_E_ARG, "t_end is more than 1e6 steps away");
    return steps < 1.0 ? 1 : static_cast<std::int64_t>(steps);
  }
};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
