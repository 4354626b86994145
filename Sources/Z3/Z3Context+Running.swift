import CZ3

/// The outcome of a call that searches.
struct GuardedResult {
  var answer: Z3_lbool
  /// The reason for an undefined answer, if the reason lies outside Z3's search.
  var reason: String?
}

extension Z3Context {
  /// Runs a search under the interrupt, a deadline and the memory limit.
  ///
  /// - Parameters:
  ///   - timeoutMilliseconds: The wall-clock limit; `nil` for none.
  ///   - search: One call of Z3 that searches.
  func search(
    timeoutMilliseconds: Int?, _ search: () -> Z3_lbool
  ) -> GuardedResult {
    if let memoryLimitBytes, Z3_get_estimated_alloc_size() > memoryLimitBytes {
      return GuardedResult(answer: Z3_L_UNDEF, reason: Z3StopCause.memory.rawValue)
    }
    guard let check = interrupt.begin(handle) else {
      return GuardedResult(answer: Z3_L_UNDEF, reason: Z3StopCause.interrupted.rawValue)
    }
    let watch = CheckWatch(
      interrupt: interrupt, check: check, timeoutMilliseconds: timeoutMilliseconds,
      memoryLimitBytes: memoryLimitBytes)
    let answer = search()
    let code = Z3_get_error_code(handle)
    let message =
      code == Z3_OK ? nil : Z3_get_error_msg(handle, code).map { String(cString: $0) }
    watch?.cancel()
    let cause = interrupt.end(check)
    if cause != nil { clearCancellation() }
    if answer != Z3_L_UNDEF { return GuardedResult(answer: answer, reason: nil) }
    return GuardedResult(answer: answer, reason: cause?.rawValue ?? message)
  }

  /// Removes a pending interrupt from Z3 by running an empty check.
  ///
  /// An interrupt that arrives just as a check ends would stay in Z3 and make the next
  /// simplification or evaluation fail.
  private func clearCancellation() {
    guard let solver = Z3_mk_simple_solver(handle) else { return }
    Z3_solver_inc_ref(handle, solver)
    _ = Z3_solver_check(handle, solver)
    Z3_solver_dec_ref(handle, solver)
  }
}
