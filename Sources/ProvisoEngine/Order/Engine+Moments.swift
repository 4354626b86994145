import ProvisoKernel

extension Engine {
  /// A run to each moment at which some of the variables may have changed, the start among them.
  ///
  /// Moments that differ in nothing else are one. Failures add none: a step that fails leaves what a step
  /// in flight can leave.
  ///
  /// - Parameters:
  ///   - timing: the moments that count.
  ///   - failures: the most failures before a moment at rest.
  /// - Returns: the runs; `nil` if there are too many, or the order is not known well enough.
  public func runs(over variables: Set<Int>, timing: Timing, failures: Int) -> [Run]? {
    do throws(Cancelled) {
      let condition = store.or(variables.sorted().map { store.variable($0) })
      let decision = try Decision(
        engine: self, query: Query(condition, timing: timing, failures: failures))
      guard !decision.cone.isApproximate,
        decision.cone.obstacle(in: system, words: words) == nil,
        decision.cone.stateBound(limit: mostListed) < mostListed,
        let hits = try decision.moments()
      else { return nil }
      var out: [Run] = []
      for hit in hits {
        guard let (run, _) = decision.run(to: hit) else { return nil }
        out.append(run)
      }
      return out
    } catch {
      return nil
    }
  }
}
