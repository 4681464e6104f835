#include <gtest/gtest.h>
#include <epi/cpp/fields.hpp>

namespace {

using namespace epi::sdk;

struct Point {
  double x, y;
  EPI_FIELDS(x, y)
};
struct Shape {
  double size;
  std::array<double, 2> weights;
  std::array<Point, 2> corners;
  Point centre;
  EPI_FIELDS(size, weights, corners, centre)
};

constexpr Shape numbered() {
  const double values[9] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  Shape shape{};
  read_leaves(shape, values);
  return shape;
}

// All of it at compile time.
static_assert(leaf_count<Shape>() == 9);
static_assert(numbered().weights[1] == 3 && numbered().corners[1].y == 7 && numbered().centre.x == 8);

}  // namespace

TEST(Fields, NumbersAreNamedByTheirPathInDeclaredOrder) {
  EXPECT_EQ(leaf_names<Shape>(),
            (std::vector<std::string>{"size", "weights_0", "weights_1", "corners_0_x", "corners_0_y",
                                      "corners_1_x", "corners_1_y", "centre_x", "centre_y"}));
}

TEST(Fields, WhatIsReadIsWrittenBack) {
  double values[9] = {};
  write_leaves(numbered(), values);
  for (int i = 0; i < 9; ++i) EXPECT_EQ(values[i], i + 1.0);
}
