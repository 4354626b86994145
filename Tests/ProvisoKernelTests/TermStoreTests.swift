import ProvisoKernel
import Testing

@Suite struct TermStoreTests {
  /// A junction beside its own negation is flattened, and still cannot be.
  @Test func nothingIsTrueTogetherWithItsNegation() {
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
    // One part is not the whole.
    #expect(store.and(store.not(both), a) != .never)
    #expect(store.or(store.not(either), a) != .always)
  }
}
