using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Studio.Tests.Conventions;

/// <summary>Lines end where .editorconfig says, but for texts that would have to be cut to fit.</summary>
public sealed class LineLengthTests
{
    private const int LongText = 40;

    private static readonly int Limit = File.ReadLines(Path.Join(Repository.Root, ".editorconfig"))
        .Where(line => line.StartsWith("max_line_length", StringComparison.Ordinal))
        .Select(line => int.Parse(line.Split('=')[1])).First();

    [Fact]
    public void Lines_OfCode_StayWithinTheLimit() =>
        Assert.Empty(Repository.Files(".cs").Where(file => file.Lines.Any(line => line.Length > Limit)).SelectMany(TooLong));

    [Theory]
    [InlineData("var x = First(1, 2, 3, 4);", 0)]
    [InlineData(
        "var x = First(1, 2, 3, 4) + Second(1, 2, 3, 4) + Third(1, 2, 3, 4, 5) + First(1, 2, 3, 4) + Second(1, 2, 3, 4) + Third(1, 2, 3, 4, 5, 6, 7, 8);", 1)]
    [InlineData(
        "var x = First(1, 2, 3, 4) + \"a text that nobody would want to see in two pieces, since it is searched for\" + Second(1, 2, 3, 4, 5, 6, 7, 8, 9);", 0)]
    public void TooLong_Line_IsFoundUnlessATextMakesItSo(string line, int found) =>
        Assert.Equal(found, TooLong(new SourceFile("x.cs", [line])).Count());

    private static IEnumerable<string> TooLong(SourceFile file)
    {
        var text = SourceText.From(string.Join('\n', file.Lines));
        var root = CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Preview)).GetRoot();
        return from line in text.Lines
               where line.Span.Length > Limit && !HoldsALongText(root, line.Span)
               select $"{file.Path}:{line.LineNumber + 1} has {line.Span.Length} characters";
    }

    private static bool HoldsALongText(SyntaxNode root, TextSpan line) => root.DescendantNodes(line).Any(node =>
        node is LiteralExpressionSyntax or InterpolatedStringExpressionSyntax && node.Span.Intersection(line) is { Length: >= LongText });
}
