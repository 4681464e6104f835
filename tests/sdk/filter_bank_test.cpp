#include <gtest/gtest.h>

#include <cmath>
#include <epi/cpp/filter_bank.hpp>
#include <epi/model.hpp>
#include <vector>

namespace {

using namespace epi::sdk;

constexpr FilterBank::Design kDesign{0.025, 201, 20, 0.0, 0.01, 101, 100};

/// A half-rectified oscillation of this frequency [Hz], a little different in every lane.
template <class R>
std::vector<R> signal_of(double hertz, double phase) {
  std::vector<R> signal;
  for (int i = 0; i < kDesign.samples; ++i) {
    alignas(R) typename R::Scalar lanes[R::kWidth];
    for (int lane = 0; lane < R::kWidth; ++lane) {
      const double angle = 6.28318530717958647693 * (hertz + 0.004 * lane) * i * kDesign.dt + phase;
      lanes[lane] = static_cast<typename R::Scalar>(std::sin(angle) + 0.1 * std::cos(0.37 * i));
    }
    signal.push_back(R::load(lanes));
  }
  return signal;
}

template <class Real>
Real frequency(const std::vector<Real>& signal, Rows& rows) {
  const FilterBank bank(kDesign);
  return bank.frequency<Real>([&](std::int64_t i) -> const Real& { return signal[static_cast<std::size_t>(i)]; },
                              rows);
}

/// The definition, term by term, in long double.
double by_definition(const std::vector<double>& signal) {
  const std::size_t n = signal.size() - static_cast<std::size_t>(kDesign.window) + 1;
  std::vector<long double> y(n);
  long double mean = 0.0L;
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = j; i < j + static_cast<std::size_t>(kDesign.window); ++i) {
      y[j] += std::max(static_cast<long double>(signal[i]), 0.0L) / kDesign.window;
    }
    mean += y[j] / static_cast<long double>(n);
  }
  long double total = 0.0L, sum = 0.0L;
  for (int k = 0; k < kDesign.count; ++k) {
    const long double step = 6.283185307179586476925L * k * 0.01L * 0.025L;
    long double re = 0.0L, im = 0.0L;
    for (std::size_t j = 0; j < n; ++j) {
      re += (y[j] - mean) * std::cos(step * static_cast<long double>(j));
      im -= (y[j] - mean) * std::sin(step * static_cast<long double>(j));
    }
    const long double weight = std::pow(std::hypot(re, im), 100.0L);
    total += weight;
    sum += weight * k * 0.01L;
  }
  return static_cast<double>(sum / total);
}

class FilterBankTest : public ::testing::Test {
 protected:
  Poll poll{nullptr, nullptr};
  Rows rows{1, poll};
};

}  // namespace

TEST_F(FilterBankTest, IsItsDefinition) {
  for (const double hertz : {0.21, 0.53, 0.87}) {
    const auto signal = signal_of<Rows8>(hertz, 0.3);
    const Rows8 f = frequency(signal, rows);
    for (int lane = 0; lane < 8; ++lane) {
      std::vector<double> alone;
      for (const Rows8& value : signal) alone.push_back(value.lane(lane));
      EXPECT_NEAR(f.lane(lane), by_definition(alone), 1e-11);
      EXPECT_NEAR(f.lane(lane), hertz + 0.004 * lane, 0.05);  // and about the frequency that went in
    }
  }
}

TEST_F(FilterBankTest, SinglePrecisionIsClose) {
  const Rows8 wide = frequency(signal_of<Rows8>(0.53, 0.3), rows);
  const Rows16f narrow = frequency(signal_of<Rows16f>(0.53, 0.3), rows);
  for (int lane = 0; lane < 8; ++lane) {
    EXPECT_NEAR(static_cast<double>(narrow.lane(lane)), wide.lane(lane), 2e-4);
  }
}

// The derivative by every sample of the signal: forwards, on the tape, and by differences.
TEST_F(FilterBankTest, DerivativeIsThatOfDifferences) {
  const auto signal = signal_of<Rows8>(0.41, 1.1);
  Tape<Rows8> tape;
  std::vector<Variable<Rows8>> variables;
  for (const Rows8& value : signal) variables.push_back(Variable<Rows8>::leaf(value, tape));
  const Variable<Rows8> f = frequency(variables, rows);
  tape.zero_adjoints();
  tape.adjoint(f.index()) = Rows8(1);
  tape.sweep();
  for (std::size_t i = 0; i < signal.size(); i += 13) {
    std::vector<Dual<Rows8, 1>> duals(signal.begin(), signal.end());
    duals[i].derivative[0] = Rows8(1);
    const Dual<Rows8, 1> forward = frequency(duals, rows);
    const double h = 1e-6;
    auto up = signal, down = signal;
    up[i] += Rows8(h);
    down[i] -= Rows8(h);
    const Rows8 difference = (frequency(up, rows) - frequency(down, rows)) * Rows8(0.5 / h);
    for (int lane = 0; lane < 8; ++lane) {
      EXPECT_NEAR(forward.derivative[0].lane(lane), difference.lane(lane), 2e-8) << "sample " << i;
      EXPECT_NEAR(tape.adjoint(variables[i].index()).lane(lane), forward.derivative[0].lane(lane), 1e-13);
    }
    EXPECT_EQ(forward.value.lane(3), f.value().lane(3));
  }
}

TEST_F(FilterBankTest, ASilentSignalMarksItsRowAlone) {
  auto signal = signal_of<Rows8>(0.53, 0.3);
  for (Rows8& value : signal) {
    alignas(Rows8) double lanes[8];
    value.store(lanes);
    lanes[2] = -1.0;
    value = Rows8::load(lanes);
  }
  frequency(signal, rows);
  for (int lane = 0; lane < 8; ++lane) {
    EXPECT_EQ(int{rows.status(lane)}, lane == 2 ? int{EPI_ROW_NONFINITE} : int{EPI_ROW_OK});
  }
}
