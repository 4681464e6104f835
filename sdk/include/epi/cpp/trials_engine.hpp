#pragma once

#include <algorithm>
#include <vector>

#include "couplings.hpp"
#include "dynamics.hpp"
#include "engine.hpp"
#include "trial_moments.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// The engine of stochastic models whose statistics are moments over trials: the lanes of a pack are trials
/// of one row. Rows with the same noise are simulated side by side on one block of trials, so that the noise
/// stays in the cache; derivatives are exact adjoints of each trial, swept for all outcomes at once.
///
/// Noise: consecutive samples share it in groups of `shared_noise` (sample_id / shared_noise is the sample of
/// the random numbers), and all conditions of a row meet the same draws. Trial t draws from stream
/// Integrator::kNoiseStream + t.
template <class M, class Scalar>
class TrialsEngine final : public Engine<M> {
 public:
  /// Steps follow each other, and so do the instructions of one: four registers in step fill the waiting
  /// time.
  static constexpr int kRegisters = 4;
  using Register = Pack<Scalar, detail::kRegisterBytes / static_cast<int>(sizeof(Scalar))>;
  using R = Pack<Scalar, kRegisters * Register::kWidth>;
  using Layout = StepLayout<M>;
  using Program = StepProgram<M, R>;
  using RegisterProgram = StepProgram<M, Register>;
  static constexpr int P = ModelTraits<M>::kParameters;
  static constexpr int S = Engine<M>::S;
  static constexpr int kCouplings = Layout::kCouplings;
  static constexpr int kConditions = ModelTraits<M>::kConditions;
  static constexpr int kOutcomes = leaf_count<typename M::template Outcome<double>>();

  /// @throws Failure(EPI_E_SETTINGS) if there is no trial or the time grid is impossible.
  TrialsEngine(M model, std::int64_t shared_noise)
      : Engine<M>(std::move(model)),
        n_trials_(this->model().trials()),
        shared_noise_(static_cast<std::uint64_t>(shared_noise)),
        couplings_(this->model()),
        start_(this->model()) {
    if (n_trials_ < 1) {
      throw Failure(EPI_E_SETTINGS, "at least one trial is needed, not " + std::to_string(n_trials_));
    }
    for (int c = 0; c < kConditions; ++c) {
      schedules_.emplace_back(this->model(), c);
      register_schedules_.emplace_back(this->model(), c);
    }
  }

  void simulate(const epi_call& call, const epi_cmat* z, const epi_mat* x) override {
    require_shape(z, "z", z ? z->rows : 0, P);
    require_shape(x, "x", z->rows, S);
    n_active_ = 0;
    each_row(call, *z, {x, nullptr}, [&](const Batch& batch, std::int64_t row, const double* outputs) {
      batch.store(row, outputs, *x);
    });
  }

  void jacobian(const epi_call& call, const epi_cmat* z, const epi_mat* x, const epi_mat* jac) override {
    n_active_ = this->choose_active(call);
    require_shape(z, "z", z ? z->rows : 0, P);
    if (x) require_shape(x, "x", z->rows, S);
    require_shape(jac, "jac", z->rows, static_cast<std::int64_t>(S) * n_active_);
    each_row(call, *z, {x, jac}, [&](const Batch& batch, std::int64_t row, const double* outputs) {
      if (x) batch.store(row, outputs, *x);
      batch.store(row, outputs + S, *jac);
    });
  }

  void vjp(const epi_call& call, const epi_cmat* z, const epi_cmat* cot, const epi_mat* x,
           const epi_mat* g) override {
    n_active_ = this->choose_active(call);
    require_shape(z, "z", z ? z->rows : 0, P);
    require_shape(cot, "cot", z->rows, S);
    if (x) require_shape(x, "x", z->rows, S);
    require_shape(g, "g", z->rows, n_active_);
    each_row(call, *z, {x, g}, [&](const Batch& batch, std::int64_t row, const double* outputs) {
      if (x) batch.store(row, outputs, *x);
      double gradient[P] = {};
      for (int s = 0; s < S; ++s) {
        for (int k = 0; k < n_active_; ++k) {
          gradient[k] += element(*cot, row, s) * outputs[S + s * n_active_ + k];
        }
      }
      batch.store(row, gradient, *g);
    });
  }

  /// Of the first trial; the conditions one after the other.
  void states(const double* z, Rows& rows, std::int64_t stride, const epi_mat& y) override {
    const std::int64_t steps = stride * (y.rows - 1);
    draw(rows.seed(), rows.sample(0) / shared_noise_, 0, steps);
    for (int c = 0; c < kConditions; ++c) {
      schedules_[static_cast<std::size_t>(c)].cover(steps);
      run<false>(z, c, steps, rows);
      for (std::int64_t k = 0; k < y.rows; ++k) {
        for (int u = 0; u < Layout::kUnits; ++u) {
          element(y, k, c * Layout::kUnits + u) =
              static_cast<double>(path_[static_cast<std::size_t>(k * stride * Layout::kUnits + u)].lane(0));
        }
      }
    }
  }

 private:
  /// Rows that are worked off side by side: their sums stay in the cache beside the noise.
  static constexpr std::int64_t kMostRows = 32;

  /// What the outcomes are differentiated by while trials are swept: the couplings, then the parameters as
  /// far as the start depends on them.
  static constexpr int kSwept = kCouplings + P;

  /// Sums over the trials of a lane, of one condition.
  struct Sums {
    Register value[kOutcomes], square[kOutcomes];
    Register value_by[kOutcomes][kSwept], square_by[kOutcomes][kSwept];
  };
  struct Row {
    std::int64_t index;
    std::uint8_t status;
    double z[P];
    Sums sums[kConditions];
  };
  struct Outputs {
    const epi_mat *first, *second;
  };

  template <class Store>
  void each_row(const epi_call& call, const epi_cmat& z, Outputs outputs, Store store) {
    const Batch batch(call, z, this->bounds(), true);
    Poll poll(call.should_stop, call.ctx);
    Rows rows(call.seed, poll);
    std::int64_t first = 0;
    try {
      while (first < batch.size()) {
        const std::int64_t count = count_same_noise(batch, first);
        rows_.resize(static_cast<std::size_t>(count));
        for (std::int64_t i = 0; i < count; ++i) load(batch, first + i, rows_[static_cast<std::size_t>(i)]);
        simulate_rows(call.seed, batch.sample(first) / shared_noise_, rows);
        for (Row& row : rows_) {
          double values[S + S * P];
          finish(row, values);
          batch.finish(row.index, row.status);
          store(batch, row.index, values);
        }
        first += count;
      }
    } catch (...) {
      batch.abandon(first, outputs.first);
      batch.abandon(first, outputs.second);
      throw;
    }
  }

  std::int64_t count_same_noise(const Batch& batch, std::int64_t first) const {
    const std::uint64_t group = batch.sample(first) / shared_noise_;
    const std::int64_t most = std::min(kMostRows, batch.size() - first);
    std::int64_t count = 1;
    while (count < most && batch.sample(first + count) / shared_noise_ == group) ++count;
    return count;
  }

  static void load(const Batch& batch, std::int64_t index, Row& row) {
    row.index = index;
    row.status = batch.read(index, P, row.z);
    for (Sums& sums : row.sums) {
      for (int o = 0; o < kOutcomes; ++o) {
        sums.value[o] = sums.square[o] = Register(0);
        for (int i = 0; i < kSwept; ++i) sums.value_by[o][i] = sums.square_by[o][i] = Register(0);
      }
    }
  }

  void simulate_rows(std::uint64_t seed, std::uint64_t group, Rows& rows) {
    const std::int64_t steps = schedules_[0].grid().steps;
    for (std::int64_t trial = 0; trial < n_trials_; trial += R::kWidth) {
      draw(seed, group, trial, steps);
      for (Row& row : rows_) {
        if (row.status != EPI_ROW_OK) continue;
        if (n_active_ > 0) record_start(row);
        for (int c = 0; c < kConditions; ++c) simulate_trials(row, c, steps, n_trials_ - trial, rows);
      }
    }
  }

  /// True in the lanes of trials that exist: the last register may have fewer than its width.
  static auto counting_lanes(std::int64_t left) {
    alignas(Register) Scalar lanes[Register::kWidth];
    for (int i = 0; i < Register::kWidth; ++i) lanes[i] = i < left ? 1 : 0;
    return Register::load(lanes) > Register(0);
  }

  /// The noise of `steps` steps of a pack of trials, [steps, kNoise].
  void draw(std::uint64_t seed, std::uint64_t group, std::int64_t trial, std::int64_t steps) {
    std::uint64_t samples[R::kWidth];
    std::uint32_t streams[R::kWidth];
    for (int i = 0; i < R::kWidth; ++i) {
      samples[i] = group;
      streams[i] = M::Integrator::kNoiseStream + static_cast<std::uint32_t>(trial + i);
    }
    noise_.resize(static_cast<std::size_t>(steps) * Layout::kNoise);
    R* noise = noise_.data();
    for (std::int64_t k = 0; k < steps; ++k, noise += Layout::kNoise) {
      draw_step_noise<M>(k, noise,
                         [&](std::uint32_t block) { return normal_pair<R>(seed, samples, streams, block); });
    }
  }

  /// Fills path_ [steps + 1, units], and kept_ [steps, kSlots] if `Keep`.
  template <bool Keep>
  EPI_FLATTEN void run(const double* z, int condition, std::int64_t steps, Rows& rows) {
    constexpr std::int64_t poll_every = 64;
    const Schedule<M, R>& schedule = schedules_[static_cast<std::size_t>(condition)];
    path_.resize(static_cast<std::size_t>(steps + 1) * Layout::kUnits);
    kept_.resize(static_cast<std::size_t>(steps) * Program::kSlots);
    R parameters[P], couplings[kCouplings];
    for (int p = 0; p < P; ++p) parameters[p] = R(z[p]);
    couplings_.evaluate(parameters, couplings);
    start_.evaluate(parameters, path_.data());
    R* state = path_.data();
    R* kept = kept_.data();
    const R* noise = noise_.data();
    for (std::int64_t k = 0; k < steps; ++k) {
      if (k % poll_every == 0) rows.poll();
      Program::template advance<Keep, R>(state, state + Layout::kUnits, couplings, schedule.at(k, noise),
                                         kept);
      state += Layout::kUnits;
      noise += Layout::kNoise;
      if constexpr (Keep) kept += Program::kSlots;
    }
  }

  void record_start(const Row& row) {
    Register parameters[P];
    for (int p = 0; p < P; ++p) parameters[p] = Register(row.z[p]);
    start_.record(parameters);
  }

  /// Adds a pack of trials to the sums of a row; `left` of its lanes are trials.
  void simulate_trials(Row& row, int condition, std::int64_t steps, std::int64_t left, Rows& rows) {
    if (n_active_ > 0) {
      run<true>(row.z, condition, steps, rows);
    } else {
      run<false>(row.z, condition, steps, rows);
    }
    for (int part = 0; part < kRegisters && left > part * Register::kWidth; ++part) {
      add_trials(row, condition, steps, part, counting_lanes(left - part * Register::kWidth));
    }
  }

  /// One register of the pack that was run last.
  template <class Lanes>
  void add_trials(Row& row, int condition, std::int64_t steps, int part, const Lanes& counts) {
    Dual<Register, Layout::kUnits> outcome[kOutcomes];
    measure(part_of(path_, part) + steps * Layout::kUnits * kRegisters, condition, outcome);
    Sums& sums = row.sums[condition];
    const Register none(0);
    for (int o = 0; o < kOutcomes; ++o) {
      const Register& value = outcome[o].value;
      sums.value[o] += select(counts, value, none);
      sums.square[o] += select(counts, value * value, none);
    }
    if (n_active_ == 0) return;

    Register adjoints[kOutcomes * Layout::kUnits], by_couplings[kOutcomes * kCouplings];
    for (int o = 0; o < kOutcomes; ++o) {
      for (int u = 0; u < Layout::kUnits; ++u) adjoints[o * Layout::kUnits + u] = outcome[o].derivative[u];
      for (int i = 0; i < kCouplings; ++i) by_couplings[o * kCouplings + i] = none;
    }
    sweep(row.z, condition, steps, part, adjoints, by_couplings);
    for (int o = 0; o < kOutcomes; ++o) {
      const Register twice = Register(2) * outcome[o].value;
      const auto add = [&](int i, const Register& by) {
        sums.value_by[o][i] += select(counts, by, none);
        sums.square_by[o][i] += select(counts, twice * by, none);
      };
      for (int i = 0; i < kCouplings; ++i) add(i, by_couplings[o * kCouplings + i]);
      if (!start_.depends_on_parameters()) continue;
      Register by_start[P];
      for (Register& by : by_start) by = none;
      start_.pull_back(adjoints + o * Layout::kUnits, by_start);
      for (int p = 0; p < P; ++p) add(kCouplings + p, by_start[p]);
    }
  }

  /// The first of the numbers of one register in an array of packs; they are kRegisters registers apart.
  static const Register* part_of(const std::vector<R>& packs, int part) {
    return reinterpret_cast<const Register*>(packs.data()) + part;
  }

  /// What the model measures at the end of a trial, with its derivative by the last state, a register every
  /// kRegisters.
  void measure(const Register* last, int condition, Dual<Register, Layout::kUnits>* outcome) const {
    using X = Dual<Register, Layout::kUnits>;
    X units[Layout::kUnits];
    for (int u = 0; u < Layout::kUnits; ++u) {
      units[u] = last[u * kRegisters];
      units[u].derivative[u] = Register(1);
    }
    typename M::template State<X> state{};
    read_leaves(state, units);
    write_leaves(this->model().template outcome<X>(state, condition), outcome);
  }

  /// From adjoints [kOutcomes, units] of the last state to those of the first, adding to by_couplings
  /// [kOutcomes, kCouplings].
  EPI_FLATTEN void sweep(const double* z, int condition, std::int64_t steps, int part, Register* adjoints,
                         Register* by_couplings) {
    Register parameters[P], couplings[kCouplings];
    for (int p = 0; p < P; ++p) parameters[p] = Register(z[p]);
    couplings_.evaluate(parameters, couplings);
    const Schedule<M, Register>& schedule = register_schedules_[static_cast<std::size_t>(condition)];
    for (std::int64_t k = steps; k-- > 0;) {
      RegisterProgram::template pull_back<kOutcomes, kRegisters>(
          part_of(path_, part) + k * Layout::kUnits * kRegisters, couplings,
          schedule.at(k, part_of(noise_, part) + k * Layout::kNoise * kRegisters),
          part_of(kept_, part) + k * Program::kSlots * kRegisters, adjoints, by_couplings);
    }
  }

  /// Statistics [S], then the Jacobian [S, n_active], and the row's status.
  void finish(Row& row, double* values) const {
    // The few operations on the moments run in double precision; all lanes of these packs are equal.
    constexpr int block = 8;
    int done = 0;
    do {
      Dual<Rows8, block> statistics[S];
      evaluate(row, done, std::min(block, n_active_ - done), statistics);
      for (int s = 0; s < S; ++s) {
        values[s] = statistics[s].value.lane(0);
        for (int k = done; k < std::min(n_active_, done + block); ++k) {
          values[S + s * n_active_ + k] = statistics[s].derivative[k - done].lane(0);
        }
      }
      done += block;
    } while (done < n_active_);
    bool finite = true;
    for (int i = 0; i < S + S * n_active_; ++i) finite = finite && std::isfinite(values[i]);
    if (row.status == EPI_ROW_OK && !finite) row.status = EPI_ROW_NONFINITE;
  }

  /// The statistics with derivatives by the active parameters [first, first + count).
  template <class X>
  void evaluate(const Row& row, int first, int count, X* statistics) const {
    using Moments = TrialMoments<typename M::template Outcome<X>, kConditions>;
    Moments moments{};
    X parameters[P], couplings[kCouplings];
    for (int p = 0; p < P; ++p) parameters[p] = X(row.z[p]);
    for (int k = 0; k < count; ++k) parameters[this->active(first + k)].derivative[k] = Rows8(1);
    couplings_.evaluate(parameters, couplings);
    const auto by_active = [&](const Register* sums, int k) {
      Rows8 sum(trial_mean(sums[kCouplings + this->active(first + k)]));
      for (int i = 0; i < kCouplings; ++i) sum += Rows8(trial_mean(sums[i])) * couplings[i].derivative[k];
      return sum;
    };
    for (int c = 0; c < kConditions; ++c) {
      const Sums& sums = row.sums[c];
      X mean[kOutcomes], mean_square[kOutcomes];
      for (int o = 0; o < kOutcomes; ++o) {
        mean[o] = X(trial_mean(sums.value[o]));
        mean_square[o] = X(trial_mean(sums.square[o]));
        for (int k = 0; k < count; ++k) {
          mean[o].derivative[k] = by_active(sums.value_by[o], k);
          mean_square[o].derivative[k] = by_active(sums.square_by[o], k);
        }
      }
      read_leaves(moments.mean[static_cast<std::size_t>(c)], mean);
      read_leaves(moments.mean_square[static_cast<std::size_t>(c)], mean_square);
    }
    write_leaves(this->model().template statistics<X>(moments), statistics);
  }

  double trial_mean(const Register& sums) const {
    alignas(Register) Scalar lanes[Register::kWidth];
    sums.store(lanes);
    double sum = 0.0;
    for (const auto lane : lanes) sum += static_cast<double>(lane);
    return sum / static_cast<double>(n_trials_);
  }

  std::int64_t n_trials_;
  std::uint64_t shared_noise_;
  int n_active_ = 0;
  std::vector<Schedule<M, R>> schedules_;
  std::vector<Schedule<M, Register>> register_schedules_;
  Couplings<M, Register> couplings_;
  Start<M, Register> start_;
  std::vector<Row> rows_;
  std::vector<R> noise_, path_, kept_;
};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
