#pragma once

#include <atomic>
#include <mutex>

#include "epi/host/run.h"

namespace epi::run {

/// Lets several seeds report to one observer: one call at a time.
class SharedObserver : public host::RunObserver {
  template <class Call>
  auto locked(Call call) {
    const std::lock_guard lock(mutex_);
    return call();
  }

 public:
  explicit SharedObserver(host::RunObserver& user) : user_(user) {}

  void on_start(const std::filesystem::path& folder) override {
    locked([&] { user_.on_start(folder); });
  }
  void on_progress(const host::Progress& progress) override {
    locked([&] { user_.on_progress(progress); });
  }
  void on_message(const std::string& text) override {
    locked([&] { user_.on_message(text); });
  }
  bool should_stop() override {
    return gives_up_ || locked([&] { return user_.should_stop(); });
  }
  const std::atomic<bool>* stop_flag() const override { return user_.stop_flag(); }
  int interruption_code() const override { return user_.interruption_code(); }

  /// Ends the seeds that are still at work, because another one has failed.
  void give_up() { gives_up_ = true; }

 private:
  host::RunObserver& user_;
  std::mutex mutex_;
  std::atomic<bool> gives_up_ = false;
};

}  // namespace epi::run
