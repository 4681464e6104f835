#pragma once

#include "engine.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

namespace detail {

template <class M, class = void>
struct HasObservables : std::false_type {};
template <class M>
struct HasObservables<M, std::void_t<typename M::template Observables<double>>> : std::true_type {};

}  // namespace detail

/// Observables o [n, O] of parameters z [n, P] and statistics x [n, S], by the author's
/// `Observables<double> observables(const Parameters<double>&, const Statistics<double>&) const`.
template <class M>
void observe(Engine<M>& engine, const epi_call& call, const epi_cmat* z, const epi_cmat* x,
             const epi_mat* o) {
  constexpr int count = leaf_count<typename M::template Observables<double>>();
  require_shape(z, "z", z ? z->rows : 0, engine.n_parameters());
  require_shape(x, "x", z->rows, Engine<M>::S);
  require_shape(o, "o", z->rows, count);
  if (!call.row_status && z->rows > 0) throw Failure(EPI_E_ARG, "row_status is missing");
  const auto read_row = [](auto& fields, const epi_cmat& from, std::int64_t row) {
    std::int64_t column = 0;
    for_each_leaf(fields, [&](double& leaf) { leaf = element(from, row, column++); });
  };
  for (std::int64_t row = 0; row < z->rows; ++row) {
    ParametersOf<M, double> parameters{};
    StatisticsOf<M, double> statistics{};
    read_row(parameters, *z, row);
    read_row(statistics, *x, row);
    double values[count];
    write_leaves(engine.model().observables(parameters, statistics), values);
    bool finite = true;
    for (const double value : values) finite = finite && std::isfinite(value);
    call.row_status[row] = finite ? EPI_ROW_OK : EPI_ROW_NONFINITE;
    for (int i = 0; i < count; ++i) {
      element(*o, row, i) = finite ? values[i] : std::numeric_limits<double>::quiet_NaN();
    }
  }
}

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
