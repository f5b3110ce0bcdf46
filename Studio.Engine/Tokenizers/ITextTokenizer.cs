namespace Studio.Engine.Tokenizers;

/// <summary>Text to the ids of a vocabulary.</summary>
public interface ITextTokenizer
{
    /// <summary>The id that ends a text.</summary>
    int EndId { get; }

    /// <summary>The ids of a text of any length, without start, end and padding.</summary>
    IReadOnlyList<int> Encode(string segment);
}
