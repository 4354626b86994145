import ProvisoKernel

struct FairRuns {
  var stopped: String? = "runs that go on for ever are not searched yet"
  init(_ search: Reachability, _ watch: StopWatch) {}
  mutating func counterexample(to runOperator: RunOperator, of place: Int) -> TransitionRun? { nil }
}
