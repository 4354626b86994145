import Foundation
import Synchronization
import TestSupport

/// Reads many mutants with one target.
///
/// A mutant depends only on the target, the seed and its number. It is written to a file before it is
/// read, so that a trap leaves it there. A mutant that takes too long or too much memory ends the
/// process, because nothing else could.
public struct FuzzCampaign: Sendable {
  let target: FuzzTarget
  let seed: UInt64
  private let seeds: [[UInt8]]
  private let mutator: Mutator

  /// What a campaign has read.
  public struct Tally: Sendable {
    public var accepted = 0
    public var refused = 0
    /// The faults, each with the path of its text.
    public var faults: [String] = []
    /// The longest time that one text took, in seconds.
    public var slowest = 0.0
  }

  /// Makes a campaign.
  public init(_ target: FuzzTarget, seed: UInt64) {
    self.target = target
    self.seed = seed
    seeds = target.seeds
    mutator = Mutator(words: FuzzCorpus.words(of: seeds))
  }

  /// The mutant with a number.
  public func mutant(_ number: Int) -> [UInt8] {
    var random = SeededGenerator(seed: seed &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
    let text = seeds.randomElement(using: &random) ?? []
    let other = seeds.randomElement(using: &random) ?? []
    return mutator.mutant(of: text, and: other, using: &random)
  }

  /// The file that holds the mutant which is read.
  public var file: URL {
    FileManager.default.temporaryDirectory
      .appendingPathComponent("proviso-fuzz-\(target.rawValue)-\(seed)")
  }

  /// Reads mutants for a time.
  ///
  /// - Parameter limit: the time that one mutant may take, in seconds.
  public func run(seconds: Double, limit: Double) throws -> Tally {
    var tally = Tally()
    let watch = FuzzWatch(limit: limit, what: "\(target.rawValue), seed \(seed), \(file.path)")
    defer { watch.end() }
    let start = ContinuousClock.now
    var number = 0
    while start.duration(to: .now) < .seconds(seconds) {
      let bytes = mutant(number)
      try Data(bytes).write(to: file)
      watch.begin()
      let begun = ContinuousClock.now
      do throws(FuzzFault) {
        if try target.read(bytes) { tally.accepted += 1 } else { tally.refused += 1 }
      } catch {
        let kept = file.appendingPathExtension("\(number)")
        try Data(bytes).write(to: kept)
        tally.faults.append("\(kept.path): \(error)")
        if tally.faults.count > 20 { break }
      }
      watch.pause()
      let taken = (ContinuousClock.now - begun) / .seconds(1)
      tally.slowest = max(tally.slowest, taken)
      number += 1
    }
    try FileManager.default.removeItem(at: file)
    return tally
  }
}

/// Ends the process if a text takes too long, or too much memory.
final class FuzzWatch: Sendable {
  /// The memory by which the process may grow while one text is read, in bytes.
  static let growth = 3 << 30

  private struct State {
    var begin: (time: ContinuousClock.Instant, memory: Int)?
    var isOver = false
  }

  private let state = Mutex(State())

  init(limit: Double, what: String) {
    let thread = Thread { [self] in
      while true {
        Thread.sleep(forTimeInterval: 0.05)
        let (begin, isOver) = state.withLock { ($0.begin, $0.isOver) }
        if isOver { return }
        guard let begin else { continue }
        if begin.time.duration(to: .now) > .seconds(limit) {
          fatalError("no answer within \(limit) s: \(what)")
        }
        if Self.memory() - begin.memory > Self.growth {
          fatalError("more than \(Self.growth >> 20) MB: \(what)")
        }
      }
    }
    thread.start()
  }

  func begin() {
    let memory = Self.memory()
    state.withLock { $0.begin = (.now, memory) }
  }

  func pause() { state.withLock { $0.begin = nil } }

  func end() { state.withLock { $0.isOver = true } }

  /// The memory of the process, in bytes; 0 where the system does not tell it.
  private static func memory() -> Int {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else {
      return 0
    }
    let parts = text.split(separator: " ")
    return (parts.count > 1 ? Int(parts[1]) ?? 0 : 0) * 4096
  }
}
