import Testing

@testable import Z3

/// A small generator whose seed can be printed and used again.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Whether the formula holds under every assignment.
func isValid(_ formula: Z3Term) throws -> Bool {
  let solver = try Z3Solver(formula.context)
  try solver.assert(try formula.context.not(formula))
  return try solver.check().isUnsatisfiable
}

/// The problem of putting `holes + 1` pigeons into `holes` holes: unsatisfiable, and hard to show.
func pigeonhole(_ context: Z3Context, holes: Int) throws -> [Z3Term] {
  let sits = try (0...holes).map { pigeon in
    try (0..<holes).map { try context.bool("p\(pigeon)_\($0)") }
  }
  var formulas = try sits.map { try context.or($0) }
  for hole in 0..<holes {
    for first in 0...holes {
      for second in 0..<first {
        formulas.append(
          try context.or(context.not(sits[first][hole]), context.not(sits[second][hole])))
      }
    }
  }
  return formulas
}
