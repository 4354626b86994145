/// An exercise of a course.
package struct Exercise: Sendable {
  /// A file that the exercise gives or compares with.
  package struct File: Sendable, Equatable {
    package let name: String
    package let text: String
  }

  /// A way to judge an answer.
  package enum Check: Sendable, Equatable {
    /// The answer's property of this name means the same as that of the reference.
    case property(String)
    /// Every property of the exercise is proved for the world or the plan that the answer is.
    case proved
    /// The answer waives the same violations as the reference.
    case waivers
    /// The answer is one of these texts.
    case words([String])
  }

  /// The name, which is that of its file.
  package let name: String
  package let title: String
  /// The number of its lesson; 0 for none.
  package let lesson: Int
  /// The task, in Markdown.
  package let task: String
  /// The name of the file that the learner edits; empty if the answer is a word.
  package let file: String
  /// The plan on which a spec is judged; empty if the answer is a world or about one.
  package let plan: String
  package let check: Check
  /// The files beside the learner's.
  package let given: [File]
  /// The first text of the learner's file.
  package let start: String
  package let reference: String
  /// Properties that the answer does not show, for ``Check/proved``.
  package let hidden: String
  /// Other versions of given files, on which the answer is also judged.
  package let variants: [File]
  package let hints: [String]
  /// Answers that must be refused.
  package let wrong: [String]
  /// Further answers that must be accepted.
  package let right: [String]

  /// The files that a learner begins with.
  package var firstFiles: [File] {
    given + (file.isEmpty ? [] : [File(name: file, text: start)])
  }
}
