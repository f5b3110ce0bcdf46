namespace Studio.Engine.Tokenizers;

/// <summary>A picture among the tokens of a text.</summary>
/// <param name="Rows">Of tokens.</param>
/// <param name="Vectors">One each, row by row.</param>
internal sealed record PictureTokens(int Rows, int Columns, IReadOnlyList<ReadOnlyMemory<float>> Vectors);
