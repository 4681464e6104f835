#include "cli/verb.h"

namespace epi::cli {

const std::vector<Verb>& all_verbs() {
  static const std::vector<Verb> verbs = {run_verb(),      resume_verb(), list_verb(),     describe_verb(),
                                          simulate_verb(), sample_verb(), evaluate_verb(), summary_verb(),
                                          bench_verb(),    doctor_verb()};
  return verbs;
}

}  // namespace epi::cli
