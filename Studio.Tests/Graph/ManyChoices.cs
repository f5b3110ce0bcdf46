using Studio.Engine.Graph;

namespace Studio.Tests.Graph;

/// <summary>More choices than errors spell out; one that is accepted without being listed; names that stand for others.</summary>
internal sealed class ManyChoices : IChoices
{
    public IReadOnlyList<string> Choices { get; } = [.. Enumerable.Range(0, 21).Select(number => $"choice{number}")];

    public bool Accepts(string value) => value == "hidden";

    public IReadOnlyList<string> Matches(string value) => value switch
    {
        @"far\choice3" or "elsewhere/choice3" => ["choice3"],
        "which" => ["choice4", "choice5"],
        _ => [],
    };
}
