/// The files that inputs and specs may name.
package struct FileReach: Sendable {
  /// A folder below which they may name files, in addition to their own folder and its project.
  package var root: String?
  /// The folder that the files which inputs and specs in it name stay in; `nil` for none.
  package var boundary: String?
  /// Whether only files below the root may be named; without a root, none.
  package var isConfined: Bool

  package init(root: String? = nil, boundary: String? = nil, isConfined: Bool = false) {
    self.root = root
    self.boundary = boundary
    self.isConfined = isConfined
  }

  /// The folders of the files that an input or a spec at a path may name.
  package func scope(of path: String) -> FileScope {
    isConfined ? .below(root ?? "") : FileScope(of: path, root: root, within: boundary)
  }
}
