import TestSupport
import Testing

@testable import ProvisoEngine

/// A cancellation that is linked to another one ends with it, and alone.
@Suite struct CancellationLinkTests {
  @Test func theParentCancelsItsChildren() {
    let parent = Cancellation()
    let children = (0..<3).map { _ in Cancellation(linkedTo: parent) }
    #expect(children.allSatisfy { !$0.isCancelled })
    parent.cancel(.deadline(seconds: 3))
    for child in children {
      #expect(child.reason == .deadline(seconds: 3) && child.solver.isRequested)
    }
  }

  @Test func aChildLeavesItsParentAndItsSiblingsAlone() {
    let parent = Cancellation()
    let child = Cancellation(linkedTo: parent)
    let sibling = Cancellation(linkedTo: parent)
    child.cancel(.deadline(seconds: 1))
    #expect(child.reason == .deadline(seconds: 1))
    for other in [parent, sibling] {
      #expect(!other.isCancelled && other.reason == nil && !other.solver.isRequested)
    }
  }

  @Test func aChildOfACancelledParentIsCancelled() {
    let parent = Cancellation()
    parent.cancel(.deadline(seconds: 2))
    let child = Cancellation(linkedTo: parent)
    #expect(child.reason == .deadline(seconds: 2) && child.solver.isRequested)
  }

  @Test func theFirstReasonOfAChildStays() {
    let parent = Cancellation()
    let child = Cancellation(linkedTo: parent)
    child.cancel(.deadline(seconds: 1))
    parent.cancel(.requested)
    #expect(child.reason == .deadline(seconds: 1) && parent.reason == .requested)
  }

  @Test func grandchildrenAreCancelledWithTheFirstReason() {
    let parent = Cancellation()
    let child = Cancellation(linkedTo: parent)
    let grandchild = Cancellation(linkedTo: child)
    parent.cancel(.requested)
    #expect(grandchild.reason == .requested)
  }

  @Test func aCancellationWithoutAParentIsOneOfItsOwn() {
    let cancellation = Cancellation(linkedTo: nil)
    #expect(!cancellation.isCancelled)
    cancellation.cancel(.requested)
    #expect(cancellation.reason == .requested)
  }

  // MARK: Lifetimes

  @Test func aParentDoesNotKeepItsChildren() {
    let parent = Cancellation()
    weak var last: Cancellation?
    for _ in 0..<1_000 {
      let child = Cancellation(linkedTo: parent)
      last = child
      #expect(parent.linkedCount == 1)
    }
    #expect(last == nil && parent.linkedCount == 0)
    parent.cancel(.requested)
  }

  @Test func aChildKeepsItsParent() {
    weak var parent: Cancellation?
    let child: Cancellation
    do {
      let made = Cancellation()
      parent = made
      child = Cancellation(linkedTo: made)
    }
    parent?.cancel(.requested)
    #expect(child.reason == .requested)
  }

  /// Children come and go while their parent is cancelled: each that is alive afterwards, or is made
  /// later, is cancelled.
  @Test func childrenOfManyThreadsAreCancelled() async {
    for round in 0..<50 {
      let parent = Cancellation()
      let children = await withTaskGroup(of: [Cancellation].self) { group in
        for worker in 0..<6 {
          group.addTask {
            var random = SeededGenerator(seed: UInt64(round * 10 + worker))
            return (0..<40).map { _ in Cancellation(linkedTo: parent) }
              .filter { _ in Bool.random(using: &random) }
          }
        }
        for seconds in [1.0, 2.0] {
          group.addTask {
            parent.cancel(.deadline(seconds: seconds))
            return []
          }
        }
        return await group.reduce(into: []) { $0 += $1 }
      }
      #expect(children.count > 10 && parent.linkedCount == children.count)
      #expect(children.allSatisfy { $0.reason != nil && $0.reason == parent.reason })
    }
  }
}
