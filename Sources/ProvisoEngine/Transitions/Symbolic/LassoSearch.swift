import ProvisoKernel
import Z3

/// Looks for runs that break what is said of whole runs.
struct LassoSearch {
  let task: SymbolicTask
  let bounded: BoundedSearch
  let main: SymbolicGroup
  let isFaultFree: Bool

  init(
    _ task: SymbolicTask, _ bounded: BoundedSearch, _ main: SymbolicGroup, isFaultFree: Bool
  ) {
    self.task = task
    self.bounded = bounded
    self.main = main
    self.isFaultFree = isFaultFree
  }

  func search(_ places: [Int]) throws(Z3Error) {}
}
