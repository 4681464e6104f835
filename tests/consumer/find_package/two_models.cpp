#include <epi/model.hpp>

// A module of an outsider with two models, compiled with more warnings than the SDK's own.

namespace {

using namespace epi::sdk;

template <int Power>
struct Monomial {
  template <class Real>
  struct Parameters {
    Real x;
    EPI_FIELDS(x)
  };
  template <class Real>
  struct Statistics {
    Real y;
    EPI_FIELDS(y)
  };
  static void declare(Declaration<Monomial>& d) {
    d.id("power-" + std::to_string(Power)).version("1.0.0").title("A power of x");
    d.parameter("x").support(-10.0, 10.0);
    d.statistic("y");
  }
  template <class Real>
  Statistics<Real> statistics(const Parameters<Real>& z) const {
    Real y = z.x;
    for (int i = 1; i < Power; ++i) y *= z.x;
    return {y};
  }
};

}  // namespace

EPI_EXPORT_MODULE("org.example.powers", "2.1.0", "MIT", Monomial<2>, Monomial<3>);
