import Proviso
import ProvisoCourse
import ProvisoInput

/// The place of a check: none, or a folder with the files that an exercise gives.
struct PlayBench: Sendable {
  private let bench: Bench?
  /// The spec or world.
  let spec: SpecSource

  /// - Parameter exercise: the exercise that the text answers; `nil` for none.
  init(_ text: PlayText, for exercise: Exercise?) throws(InputError) {
    guard let exercise, !exercise.given.isEmpty, !exercise.file.isEmpty else {
      bench = nil
      spec = .text(text.spec, name: PlayText.nameOfSpec)
      return
    }
    let bench = try Bench()
    for file in exercise.given { try bench.write(file.text, to: file.name) }
    try bench.write(text.spec, to: exercise.file)
    self.bench = bench
    spec = .path(bench.path(exercise.file))
  }

  /// The same world as an input.
  var world: Input {
    switch spec {
    case .path(let path): .path(path)
    case .text(let text, let name): .text(text, name: name)
    }
  }

  /// Lets a verifier read the files of the exercise, and no others.
  func give(to verifier: inout Verifier) {
    guard let bench else { return }
    verifier.isConfined = false
    verifier.boundary = bench.folder
  }

  /// A text in which files have their names only.
  func hidingFolder(in text: String) -> String { bench?.hidingFolder(in: text) ?? text }
}
