namespace Studio.Web.Diagnosis;

public enum FindingState
{
    Good,

    /// <summary>Worth knowing; jobs run all the same.</summary>
    Note,

    /// <summary>A job could not run, or the next start would fail.</summary>
    Bad,
}

/// <summary>What one check found.</summary>
/// <param name="Check">What was looked at: "Models", "ONNX Runtime", "cuda".</param>
/// <param name="Advice">What to do, in this order; commands and sentences.</param>
public sealed record Finding(FindingState State, string Check, string Text, params IReadOnlyList<string> Advice)
{
    /// <summary>It belongs to the check before.</summary>
    public bool IsPart { get; init; }
}

/// <summary>Findings as lines for a terminal: a mark, the check, what was found; what to do below it.</summary>
public static class FindingText
{
    public static IEnumerable<string> Lines(IEnumerable<Finding> findings) =>
        findings.SelectMany(finding => finding.Advice.Select(advice => Line("--", "  do", advice))
            .Prepend(Line(MarkOf(finding.State), finding.IsPart ? "  " + finding.Check : finding.Check, finding.Text)));

    private static string Line(string mark, string what, string text) => $"{mark}  {what,-14} {text}";

    private static string MarkOf(FindingState state) => state switch
    {
        FindingState.Good => "ok",
        FindingState.Note => "--",
        _ => "!!",
    };
}
