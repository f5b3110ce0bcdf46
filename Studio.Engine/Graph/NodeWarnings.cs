namespace Studio.Engine.Graph;

/// <summary>Passes on what a node tells and keeps its warnings: what they say also holds when the result comes from the cache.</summary>
internal sealed class NodeWarnings(IProgress<ExecutionEvent> target) : IProgress<ExecutionEvent>
{
    /// <summary>A node that warns at each step of a loop must not fill the history.</summary>
    public const int Most = 16;

    public const int Longest = 1000;

    private readonly Lock _lock = new();
    private readonly List<string> _texts = [];

    public IReadOnlyList<string> Texts
    {
        get
        {
            lock (_lock)
                return [.. _texts];
        }
    }

    public void Report(ExecutionEvent value)
    {
        if (value is not ExecutionEvent.Warned warned)
            target.Report(value);
        else if (Shortened(warned.Text) is var text && IsNew(text))
            target.Report(warned with { Text = text });
    }

    private bool IsNew(string text)
    {
        lock (_lock)
        {
            if (_texts.Count >= Most || _texts.Contains(text, StringComparer.Ordinal))
                return false;
            _texts.Add(text);
            return true;
        }
    }

    private static string Shortened(string text) => text.Length <= Longest ? text : text[..Longest] + "…";
}
