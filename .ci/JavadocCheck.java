import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Fails if a public or protected type, method, constructor or field of the given source folders has no Javadoc. The compiler checks what is
 * written there ({@code -Xdoclint:all,-missing}); its own check for what is missing would also ask for a {@code @param} and {@code @return} that
 * only repeat the sentence above them. Only parses, so it needs no class path: {@code java .ci/JavadocCheck.java FOLDER...}
 */
final class JavadocCheck extends TreePathScanner<Void, Boolean> {
    private final DocTrees docs;
    private int members;
    private int bare;

    private JavadocCheck(DocTrees docs) {
        this.docs = docs;
    }

    public static void main(String[] folders) throws Exception {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<Path> sources = Stream.of(folders).flatMap(JavadocCheck::javaFiles).toList();
            var task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            JavadocCheck check = new JavadocCheck(DocTrees.instance(task));
            for (CompilationUnitTree unit : task.parse()) {
                check.scan(unit, true);
            }
            System.out.println("javadoc: " + check.members + " public and protected members in " + sources.size() + " files, "
                    + check.bare + " without a comment");
            System.exit(check.members > 0 && check.bare == 0 ? 0 : 1);
        }
    }

    private static Stream<Path> javaFiles(String folder) {
        try (Stream<Path> all = Files.walk(Path.of(folder))) {
            return all.filter(path -> path.toString().endsWith(".java")).sorted().toList().stream();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public Void visitClass(ClassTree type, Boolean visible) {
        Tree.Kind outer = outerKind();
        boolean shown = visible && isVisible(type.getModifiers(), outer);
        check(shown, type.getSimpleName().toString(), type);
        return super.visitClass(type, shown);
    }

    @Override
    public Void visitMethod(MethodTree method, Boolean visible) {
        boolean overrides = method.getModifiers().getAnnotations().stream()
                .anyMatch(annotation -> annotation.getAnnotationType().toString().equals("Override"));
        check(visible && !overrides && isVisible(method.getModifiers(), outerKind()), method.getName() + "()", method);
        return null;
    }

    @Override
    public Void visitVariable(VariableTree field, Boolean visible) {
        boolean component = outerKind() == Tree.Kind.RECORD && !field.getModifiers().getFlags().contains(Modifier.STATIC);
        check(visible && !component && isVisible(field.getModifiers(), outerKind()), field.getName().toString(), field);
        return null;
    }

    private Tree.Kind outerKind() {
        return getCurrentPath().getParentPath().getLeaf().getKind();
    }

    private static boolean isVisible(ModifiersTree modifiers, Tree.Kind outer) {
        Set<Modifier> flags = modifiers.getFlags();
        boolean inInterface = outer == Tree.Kind.INTERFACE || outer == Tree.Kind.ANNOTATION_TYPE;
        return flags.contains(Modifier.PUBLIC)
                || flags.contains(Modifier.PROTECTED)
                || (inInterface && !flags.contains(Modifier.PRIVATE));
    }

    private void check(boolean shown, String name, Tree tree) {
        if (!shown) {
            return;
        }
        members++;
        String comment = docs.getDocComment(getCurrentPath());
        if (comment == null || comment.isBlank()) {
            bare++;
            CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
            long line = unit.getLineMap().getLineNumber(docs.getSourcePositions().getStartPosition(unit, tree));
            System.out.println("javadoc: " + unit.getSourceFile().getName() + ":" + line + ": " + name + " has no comment");
        }
    }
}
