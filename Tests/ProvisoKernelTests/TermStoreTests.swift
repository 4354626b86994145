import ProvisoKernel
import Testing

@Suite struct TermStoreTests {
  /// A junction contradicts its own negation even after it has been flattened.
  @Test func aJunctionAndItsNegationAreContradictory() {
    let store = TermStore()
    let a = store.isTrue(store.variable(0))
    let b = store.isTrue(store.variable(1))
    let c = store.isTrue(store.variable(2))
    let both = store.and(a, b)
    let either = store.or(a, b)
    #expect(store.and([store.not(both), c, both]) == .never)
    #expect(store.and([both, store.not(both)]) == .never)
    #expect(store.or([store.not(either), c, either]) == .always)
    #expect(store.implies(both, both) == .always)
    // A part of a junction does not contradict the whole's negation.
    #expect(store.and(store.not(both), a) != .never)
    #expect(store.or(store.not(either), a) != .always)
  }
}
