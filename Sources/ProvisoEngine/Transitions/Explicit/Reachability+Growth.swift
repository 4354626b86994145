/// Growing values: a sign that the states have no end.
extension Reachability {
  /// The name of a variable whose values leave, in the second half of the states, the range of those
  /// in the first half; `nil` if there is none.
  ///
  /// States are numbered by their distance from the initial ones. So a variable without a bound keeps
  /// growing, and one with a bound has usually reached it in the first half.
  var growingVariable: String? {
    let half = states.count / 2
    for (index, variable) in compiled.system.variables.enumerated()
    where variable.sort.values == nil && variable.domain == nil && !variable.isFixed
      && !variable.isMonitor
    {
      guard let early = range(of: index, in: 0..<half),
        let late = range(of: index, in: half..<states.count)
      else { continue }
      if late.lowerBound < early.lowerBound || late.upperBound > early.upperBound {
        return variable.name
      }
    }
    return nil
  }

  /// The range of a variable's codes in some states.
  private func range(of variable: Int, in numbers: Range<Int>) -> ClosedRange<Int>? {
    var found: ClosedRange<Int>?
    for number in numbers {
      let code = compiled.layout.code(of: variable, in: states[number])
      guard let known = found else {
        found = code...code
        continue
      }
      if !known.contains(code) {
        found = min(code, known.lowerBound)...max(code, known.upperBound)
      }
    }
    return found
  }
}
