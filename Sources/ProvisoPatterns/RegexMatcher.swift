/// Finds a pattern in a text without backtracking.
///
/// It follows all alternatives at once, so the time is at most proportional to the product of the
/// sizes of the pattern's program and the text.
///
/// Source: K. Thompson, "Regular expression search algorithm" (1968), as a program for R. Pike's
/// machine without captures.
public final class RegexMatcher: Sendable {
  private enum Instruction {
    case set(RegexSet)
    case assertion(RegexSyntax.Assertion)
    case split(Int, Int)
    case jump(Int)
    case match
  }

  private let program: [Instruction]

  /// Compiles a pattern; `nil` if it is not an RE2 expression or its program is too long.
  public init?(pattern: String) {
    guard let syntax = try? RegexSyntax.parse(pattern) else { return nil }
    var compiler = Compiler()
    compiler.emit(syntax)
    guard compiler.program.count < Compiler.longest - 1 else { return nil }
    program = compiler.program + [.match]
  }

  private struct Compiler {
    var program: [Instruction] = []
    /// The longest program that runs, in instructions; the parser limits repetitions far below that.
    static let longest = 2_000_000

    mutating func emit(_ syntax: RegexSyntax) {
      guard program.count < Self.longest else { return }
      switch syntax {
      case .empty: break
      case .set(let set): program.append(.set(set))
      case .assertion(let assertion): program.append(.assertion(assertion))
      case .capture(let inner, _): emit(inner)
      case .concatenation(let parts): for part in parts { emit(part) }
      case .alternation(let parts):
        var ends: [Int] = []
        for (index, part) in parts.enumerated() {
          if index == parts.count - 1 {
            emit(part)
          } else {
            let split = program.count
            program.append(.split(split + 1, 0))
            emit(part)
            ends.append(program.count)
            program.append(.jump(0))
            program[split] = .split(split + 1, program.count)
          }
        }
        for end in ends { program[end] = .jump(program.count) }
      case .repetition(let inner, let minimum, let maximum, _):
        for _ in 0..<minimum { emit(inner) }
        if let maximum {
          var splits: [Int] = []
          for _ in minimum..<max(minimum, maximum) {
            splits.append(program.count)
            program.append(.split(program.count + 1, 0))
            emit(inner)
          }
          for split in splits { program[split] = .split(split + 1, program.count) }
        } else {
          let split = program.count
          program.append(.split(split + 1, 0))
          emit(inner)
          program.append(.jump(split))
          program[split] = .split(split + 1, program.count)
        }
      }
    }
  }

  /// Whether the pattern is found anywhere in the text.
  public func isFound(in text: String) -> Bool {
    let scalars = Array(text.unicodeScalars)
    var current: [Int] = []
    var isActive = Array(repeating: false, count: program.count)
    for index in 0...scalars.count {
      // A match can start at any position, so the program starts again at each.
      var next: [Int] = []
      if follow([0], in: scalars, at: index, into: &current, isActive: &isActive) { return true }
      for state in current { isActive[state] = false }
      guard index < scalars.count else { break }
      var seeds: [Int] = []
      for state in current {
        if case .set(let set) = program[state], set.contains(scalars[index]) {
          seeds.append(state + 1)
        }
      }
      if follow(seeds, in: scalars, at: index + 1, into: &next, isActive: &isActive) { return true }
      current = next
    }
    return false
  }

  /// Adds all states that need no code point.
  ///
  /// - Returns: whether one of them is a match.
  private func follow(
    _ seeds: [Int], in scalars: [Unicode.Scalar], at index: Int, into states: inout [Int],
    isActive: inout [Bool]
  ) -> Bool {
    var stack = seeds
    while let state = stack.popLast() {
      guard !isActive[state] else { continue }
      isActive[state] = true
      states.append(state)
      switch program[state] {
      case .match: return true
      case .jump(let target): stack.append(target)
      case .split(let a, let b):
        stack.append(b)
        stack.append(a)
      case .assertion(let assertion):
        if holds(assertion, in: scalars, at: index) { stack.append(state + 1) }
      case .set: break
      }
    }
    return false
  }

  private func holds(
    _ assertion: RegexSyntax.Assertion, in scalars: [Unicode.Scalar], at index: Int
  ) -> Bool {
    func isWord(_ at: Int) -> Bool {
      guard scalars.indices.contains(at) else { return false }
      let scalar = scalars[at]
      return scalar == "_" || ("0"..."9").contains(scalar) || ("a"..."z").contains(scalar)
        || ("A"..."Z").contains(scalar)
    }
    switch assertion {
    case .textStart: return index == 0
    case .textEnd: return index == scalars.count
    case .lineStart: return index == 0 || scalars[index - 1] == "\n"
    case .lineEnd: return index == scalars.count || scalars[index] == "\n"
    case .wordBoundary: return isWord(index - 1) != isWord(index)
    case .notWordBoundary: return isWord(index - 1) == isWord(index)
    }
  }
}
