import ProvisoKernel

extension Counting {
  /// A bound on a sum as a question about real numbers: no point of the relaxation passes the bound.
  ///
  /// The relaxation gives each Boolean of a moment a number from 0 to 1, so it has every moment. The
  /// minimum cut shows that none of its points passes the bound, and linear arithmetic shows it again.
  func question(
    _ weights: [Bit: Number], plus base: Number, breaking side: Comparison.Side
  ) -> SolverQuestion {
    var declarations = ""
    var body = ""
    var literals: Set<String> = [base.description, side.bound.description]
    func name(_ bit: Bit) -> String {
      let step = cone.steps[bit.index]
      return switch bit.rank {
      case 0: "b\(step)"
      case 1: "p\(step).\(bit.part)"
      default: "d\(step)"
      }
    }
    func declare(_ bit: Bit) {
      declarations += "(declare-fun \(name(bit)) () Real)\n"
      body += "(assert (<= 0.0 \(name(bit))))\n(assert (<= \(name(bit)) 1.0))\n"
    }
    func require(_ bit: Bit, _ earlier: Bit) {
      body += "(assert (<= \(name(bit)) \(name(earlier))))\n"
    }
    for index in cone.steps.indices {
      let begun = Bit(index: index, rank: 0, part: 0)
      let done = Bit(index: index, rank: 2, part: 0)
      declare(begun)
      declare(done)
      require(done, begun)
      for part in cone.parts[index] {
        let bit = Bit(index: index, rank: 1, part: part)
        declare(bit)
        require(done, bit)
        require(bit, begun)
      }
      for earlier in world.reduced[index] {
        require(begun, Bit(index: earlier, rank: 2, part: 0))
      }
    }
    var terms = [Self.decimal(base), "0.0"]
    let ordered = weights.sorted {
      ($0.key.index, $0.key.rank, $0.key.part) < ($1.key.index, $1.key.rank, $1.key.part)
    }
    for (bit, weight) in ordered where weight != .zero {
      literals.insert(weight.description)
      terms.append("(* \(Self.decimal(weight)) \(name(bit)))")
    }
    let comparison =
      side.isLower
      ? (side.includesBound ? "<" : "<=") : (side.includesBound ? ">" : ">=")
    body +=
      "(assert (\(comparison) (+ \(terms.joined(separator: " "))) \(Self.decimal(side.bound))))\n"
      + "(check-sat)\n"
    return SolverQuestion(
      logic: "QF_LRA", body: declarations + body, isSatisfiable: false, literals: literals)
  }

  /// A number in SMT-LIB.
  private static func decimal(_ number: Number) -> String {
    let (top, bottom) = (number.signum < 0 ? -number : number).fraction
    let magnitude = bottom == "1" ? "\(top).0" : "(/ \(top).0 \(bottom).0)"
    return number.signum < 0 ? "(- \(magnitude))" : magnitude
  }
}
