/// What flows where in a program: along references, from outputs to arguments.
extension Program {
  /// Whether what one call gives may be used in the arguments of another, directly or through others.
  func flows(_ a: Int, to b: Int) -> Bool { reaches(calls[b].sources, from: a) }

  /// The same for one argument.
  func flows(_ a: Int, to b: Int, argument: String) -> Bool {
    reaches(calls[b].argumentSources[argument] ?? [], from: a)
  }

  private func reaches(_ starts: [Int], from source: Int) -> Bool {
    var seen: Set<Int> = []
    var stack = starts
    while let top = stack.popLast() {
      if top == source { return true }
      if seen.insert(top).inserted { stack += calls[top].sources }
    }
    return false
  }
}
