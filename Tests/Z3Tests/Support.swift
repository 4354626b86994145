import Testing

@testable import Z3

/// Whether the formula holds under every assignment.
func isValid(_ formula: Z3Term) throws -> Bool {
  let solver = try Z3Solver(formula.context)
  try solver.assert(try formula.context.not(formula))
  return try solver.check().isUnsatisfiable
}

/// The problem of putting `holes + 1` pigeons into `holes` holes: unsatisfiable, and hard to prove.
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
