import Testing

@testable import Z3

@Suite(.serialized) struct SpeedTests {
  @Test func termsAreCheap() throws {
    let c = try Z3Context()
    let count = 100_000
    let zero = try c.int(0)
    var terms: [Z3Term] = []
    terms.reserveCapacity(count)
    let clock = ContinuousClock()
    let xs = try (0..<1000).map { try c.int("x\($0)") }
    let making = try clock.measure {
      for index in 0..<count {
        terms.append(try c.add(xs[index % 1000], xs[(index / 1000 + index + 1) % 1000]))
      }
    }
    var atoms: [Z3Term] = []
    let comparing = try clock.measure { atoms = try terms.map { try c.ge($0, zero) } }
    var all: Z3Term?
    let joining = try clock.measure { all = try c.and(atoms) }
    func each(_ duration: Duration) -> Int { Int(duration / .nanoseconds(1)) / count }
    print(
      "ns a term: sum \(each(making)), comparison \(each(comparing)), conjunct \(each(joining))")
    #expect(all != nil)
    #expect(making + comparing + joining < .seconds(5))
  }
}
