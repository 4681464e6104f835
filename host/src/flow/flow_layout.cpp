#include "flow/flow.h"
#include "flow/flow_factory.h"
#include "flow/tensor_source.h"

namespace epi::flow {

FlowLayout layout_of(const FlowSpec& spec) {
  LayoutRecorder recorder;
  build_bijector(spec, recorder, BatchNorm::Mode::frozen);
  return {recorder.weights,
          recorder.moments,
          static_cast<std::int64_t>(recorder.initial_bound.size()),
          static_cast<std::int64_t>(recorder.initial_moment.size()),
          recorder.initial_bound,
          recorder.initial_moment};
}

}  // namespace epi::flow
