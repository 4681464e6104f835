#include "flow/linear_mixing.h"

namespace epi::flow {
namespace {

at::Tensor identity(const at::Tensor& like) {
  return at::eye(like.size(0), like.options().requires_grad(false));
}

}  // namespace

LinearMixing::LinearMixing(TensorSource& source, const std::string& name, long columns)
    : factors_(source.weight(name + ".factors", {columns, columns}, 0.0)) {}

at::Tensor LinearMixing::lower() const {
  return at::tril(factors_, -1) + identity(factors_);
}

at::Tensor LinearMixing::upper() const {
  return at::triu(factors_, 1) + identity(factors_);
}

Mapped LinearMixing::forward(const at::Tensor& x) {
  return {x.mm(upper().t()).mm(lower().t()), at::zeros({x.size(0)}, x.options())};
}

Mapped LinearMixing::inverse(const at::Tensor& y) {
  const at::Tensor above =
      at::linalg_solve_triangular(lower(), y.t(), /*upper=*/false, /*left=*/true, /*unitriangular=*/true);
  const at::Tensor x =
      at::linalg_solve_triangular(upper(), above, /*upper=*/true, /*left=*/true, /*unitriangular=*/true);
  return {x.t(), at::zeros({y.size(0)}, y.options())};
}

}  // namespace epi::flow
