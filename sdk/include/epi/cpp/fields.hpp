#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include "level.hpp"

/// Written once inside a struct of numbers, names its members in order:
///   template <class Real> struct State { Real e, i; EPI_FIELDS(e, i) };
/// A member is a number, a std::array of members, or another struct with EPI_FIELDS.
#define EPI_FIELDS(...)                        \
  static constexpr const char* field_names() { \
    return #__VA_ARGS__;                       \
  }                                            \
  constexpr auto fields() {                    \
    return std::tie(__VA_ARGS__);              \
  }                                            \
  constexpr auto fields() const {              \
    return std::tie(__VA_ARGS__);              \
  }

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

template <class T, class = void>
struct HasFields : std::false_type {};
template <class T>
struct HasFields<T, std::void_t<decltype(T::field_names())>> : std::true_type {};

template <class T>
struct IsArray : std::false_type {};
template <class T, std::size_t N>
struct IsArray<std::array<T, N>> : std::true_type {};

/// Calls visit(number) for every number inside `object`, in declared order.
template <class Object, class Visit>
constexpr void for_each_leaf(Object& object, Visit&& visit) {
  using Plain = std::remove_const_t<Object>;
  if constexpr (HasFields<Plain>::value) {
    std::apply([&](auto&... member) { (for_each_leaf(member, visit), ...); }, object.fields());
  } else if constexpr (IsArray<Plain>::value) {
    for (auto& element : object) for_each_leaf(element, visit);
  } else {
    visit(object);
  }
}

/// How many numbers a struct of fields holds.
template <class Object>
constexpr int leaf_count() {
  Object object{};
  int count = 0;
  for_each_leaf(object, [&count](auto&) { ++count; });
  return count;
}

/// Fills the numbers of `object` from consecutive values.
template <class Object, class Value>
constexpr void read_leaves(Object& object, const Value* values) {
  for_each_leaf(object, [&values](auto& leaf) { leaf = *values++; });
}

/// Writes the numbers of `object` to consecutive places.
template <class Object, class Value>
constexpr void write_leaves(const Object& object, Value* values) {
  for_each_leaf(object, [&values](const auto& leaf) { *values++ = leaf; });
}

namespace detail {

inline std::vector<std::string> split_names(const char* list) {
  std::vector<std::string> names(1);
  for (const char* c = list; *c != '\0'; ++c) {
    if (*c == ',') {
      names.emplace_back();
    } else if (*c != ' ') {
      names.back() += *c;
    }
  }
  return names;
}

template <class Object>
void append_leaf_names(const Object& object, const std::string& prefix, std::vector<std::string>& out) {
  if constexpr (HasFields<Object>::value) {
    const std::vector<std::string> names = split_names(Object::field_names());
    const std::string start = prefix.empty() ? prefix : prefix + "_";
    std::size_t i = 0;
    std::apply([&](const auto&... member) { (append_leaf_names(member, start + names[i++], out), ...); },
               object.fields());
  } else if constexpr (IsArray<Object>::value) {
    for (std::size_t i = 0; i < object.size(); ++i) {
      append_leaf_names(object[i], prefix + "_" + std::to_string(i), out);
    }
  } else {
    out.push_back(prefix);
  }
}

}  // namespace detail

/// The names of the numbers of a struct of fields: member "w", array element "w_0", nested member "w_x".
template <class Object>
std::vector<std::string> leaf_names() {
  std::vector<std::string> names;
  detail::append_leaf_names(Object{}, "", names);
  return names;
}

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
