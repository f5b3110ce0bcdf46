using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// A network that reads tokens, whatever it is drawn like. In: input_ids [B,T], embedding_positions [N,2] and embedding_vectors [N,width].
/// Out, each [B,T,width]: after the final norm last_hidden_state, and stop_at_N for layer N from the end (2 is the one before the last);
/// without it hidden_N, where it has that.
/// </summary>
/// <param name="Width">Of a token's vector.</param>
internal abstract record TextNetwork(NetworkRole Role, string Prefix, int Width, int Layers) : Network(Role, Prefix)
{
    public const string IdsInput = "input_ids";
    public const string PositionsInput = "embedding_positions";
    public const string VectorsInput = "embedding_vectors";
    public const string LastHidden = "last_hidden_state";

    /// <summary>Where tokens are, [T,axes], in networks whose positions have several axes.</summary>
    public const string PlacesInput = "token_places";

    /// <summary>Of a text's summary after a projection of its own; 0 when there is none.</summary>
    public int Projection { get; init; }

    /// <summary>Whether the last layer at the end token stands for the whole text.</summary>
    public abstract bool HasSummary { get; }

    /// <summary>The output for the layer that is <paramref name="fromEnd"/>th from the end, after the final norm; 1 is the last.</summary>
    public static string Normed(int fromEnd) => fromEnd == 1 ? LastHidden : $"stop_at_{fromEnd}";

    /// <summary>The same without the final norm.</summary>
    public static string Hidden(int fromEnd) => $"hidden_{fromEnd}";

    /// <summary>The ids of the tokens [B,T].</summary>
    /// <param name="length">T; -1 is any.</param>
    protected static Value Ids(OnnxGraph g, int length) => g.Input(IdsInput, ElementType.Int64, -1, length);

    /// <summary>The vectors of the tokens [B,T,width].</summary>
    protected Value Tokens(OnnxGraph g, string weight, int vocabulary, Value ids)
    {
        var tokens = g.Rows(weight, vocabulary, Width, ids);
        // textual inversion: vectors that take the place of tokens, each at [chunk, position]; usually none
        var places = g.Input(PositionsInput, ElementType.Int64, -1, 2);
        var vectors = g.Input(VectorsInput, ElementType.Float32, -1, Width);
        return g.Op("ScatterND", [tokens, places, vectors]);
    }
}
