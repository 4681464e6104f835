#include "store/record_json.h"

#include <gtest/gtest.h>

#include "training_states.h"

namespace epi::store {
namespace {

TEST(RecordJson, AStateReadsBackThroughTextAndThroughCbor) {
  const auto state = training_state(20);
  const nlohmann::json document = to_json(state);
  expect_same(training_state_from_json(nlohmann::json::parse(document.dump())), state);
  expect_same(training_state_from_json(nlohmann::json::from_cbor(nlohmann::json::to_cbor(document))), state);
}

TEST(RecordJson, AMissingFieldIsAnError) {
  const nlohmann::json good = to_json(training_state(1));
  for (const auto& [key, value] : good.items()) {
    auto document = good;
    document.erase(key);
    EXPECT_THROW(training_state_from_json(document), nlohmann::json::exception) << key;
  }
}

TEST(RecordJson, AMistypedFieldIsAnError) {
  const nlohmann::json good = to_json(training_state(1));
  for (const auto& [key, value] : good.items()) {
    auto document = good;
    document[key] = true;
    if (key == "converged") document[key] = 1;
    if (key == "epoch" || key == "polished" || key == "simulations" || key == "best_epoch")
      document[key] = "x";
    EXPECT_THROW(training_state_from_json(document), nlohmann::json::exception) << key;
  }
}

}  // namespace
}  // namespace epi::store
