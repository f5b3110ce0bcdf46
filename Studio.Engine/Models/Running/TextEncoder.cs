using Studio.Engine.Models.Diagrams;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using Studio.Engine.Tokenizers;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Models;

/// <summary>Chunks of weighted tokens to what a text encoder sees in them, on a network that the caller keeps in memory.</summary>
/// <param name="stopAtLayer">-1 is the last layer; see <see cref="ClipModel.StopAtLayer"/>.</param>
internal sealed class TextEncoder(NetworkLease network, TextNetwork sizes, TextPart part, int stopAtLayer)
{
    private readonly bool _isProjected = sizes.Projection > 0 && part.ProjectsSummary;

    /// <summary>
    /// All chunks, equally long, in one run, one after another along the tokens: [1,length * chunks,width], and a summary of the first
    /// [1,width]. Weights apply as ComfyUI applies them: z' = (z - z_empty) w + z_empty per token, z_empty being the empty prompt.
    /// </summary>
    public EncodedText Encode(IReadOnlyList<TokenChunk> chunks, CancellationToken cancellationToken)
    {
        var isWeighted = chunks.Any(chunk => chunk.Weights.Any(weight => weight != 1));
        IReadOnlyList<TokenChunk> batch = isWeighted ? [.. chunks, part.Prompt.Empty(chunks[0].Ids.Count)] : chunks;
        string[] layers = part.Layers is { } taken ? [.. taken.Select(OutputAfter)] : [OutputName()];
        string[] wanted = sizes.HasSummary ? [.. layers, _isProjected ? ClipText.Projected : TextNetwork.LastHidden] : layers;
        var outputs = Run(batch, [.. wanted.Distinct()], cancellationToken);
        var hidden = EncodedText.SideBySide([.. outputs.Take(layers.Length).Select(output => new EncodedText(output, null))]).Hidden;
        var summary = !sizes.HasSummary ? null : _isProjected ? outputs[^1].Slice(0) : AtEnd(outputs[^1], chunks[0]);
        if (isWeighted)
            Weigh(hidden, chunks);
        var all = hidden.Slice(0, chunks.Count).Reshape(1, chunks.Count * hidden.Size(1), hidden.Size(2));
        return new EncodedText(Without(all, chunks[0].Dropped), summary);
    }

    /// <summary>[1,T,D] without the first rows.</summary>
    private static Tensor Without(Tensor rows, int count) => count == 0 ? rows
        : new Tensor(rows.Memory[(count * rows.Size(2))..], 1, rows.Size(1) - count, rows.Size(2));

    private IReadOnlyList<Tensor> Run(IReadOnlyList<TokenChunk> batch, string[] outputs, CancellationToken cancellationToken)
    {
        var ids = batch.SelectMany(chunk => chunk.Ids).ToArray();
        var inputs = new List<NamedInput> { NamedInput.Of(TextNetwork.IdsInput, ids, batch.Count, batch[0].Ids.Count) };
        var vectors = batch.SelectMany((chunk, row) => chunk.Embeddings.Select(at => (Row: row, At: at.Key, Vector: at.Value))).ToArray();
        if (network.Session.Inputs.Any(input => input.Name == TextNetwork.VectorsInput))
        {
            inputs.Add(NamedInput.Of(TextNetwork.PositionsInput,
                vectors.SelectMany(vector => new long[] { vector.Row, vector.At }).ToArray(), vectors.Length, 2));
            inputs.Add(NamedInput.Of(TextNetwork.VectorsInput,
                new Tensor(vectors.SelectMany(vector => vector.Vector.ToArray()).ToArray(), vectors.Length, sizes.Width)));
        }
        else if (vectors.Length > 0)
        {
            throw new EngineException(EngineError.Unsupported,
                "This text encoder was exported without room for embeddings. Take embedding:… out of the text, or use a .safetensors checkpoint.");
        }
        if (network.Session.Inputs.Any(input => input.Name == TextNetwork.PlacesInput))
            inputs.Add(NamedInput.Of(TextNetwork.PlacesInput, Places(batch[0])));
        if (sizes.Projection > 0)
            inputs.Add(NamedInput.Of(ClipText.EndInput, [.. batch.Select(chunk => (long)End(chunk))], batch.Count));
        return network.Session.Run(inputs.ToArray(), outputs, cancellationToken);
    }

    /// <summary>[T,3]: one after another along all axes, where the text says nothing else.</summary>
    private static Tensor Places(TokenChunk chunk) => new(chunk.Places ?? Enumerable.Range(0, 3 * chunk.Ids.Count)
        .Select(i => (float)(i / 3)).ToArray(), chunk.Ids.Count, 3);

    /// <summary>The output after so many layers.</summary>
    private string OutputAfter(int layers) => layers <= sizes.Layers ? TextNetwork.Hidden(sizes.Layers - layers + 1)
        : throw new EngineException(EngineError.BadPrompt,
            $"The text is read after layer {layers} of the {sizes.Role.Title}, and this one has {sizes.Layers}. Load the encoder that belongs to the model.");

    private string OutputName()
    {
        // ComfyUI counts from the end and takes a number outside the model as the last layer, always after the norm
        var isInside = stopAtLayer < 0 && -stopAtLayer <= sizes.Layers;
        var name = !isInside ? TextNetwork.LastHidden
            : part.NormsHidden ? TextNetwork.Normed(-stopAtLayer) : TextNetwork.Hidden(-stopAtLayer);
        return network.Session.Outputs.Any(output => output.Name == name)
            ? name
            : throw new EngineException(EngineError.Unsupported,
                $"This text encoder was exported without its inner layers: it cannot stop at layer {stopAtLayer}. Use -1, or a .safetensors checkpoint.");
    }

    private static void Weigh(Tensor hidden, IReadOnlyList<TokenChunk> chunks)
    {
        var (tokens, width) = (hidden.Size(1), hidden.Size(2));
        var empty = hidden.Slice(chunks.Count).Span;
        for (var chunk = 0; chunk < chunks.Count; chunk++)
        {
            var rows = hidden.Slice(chunk).Span;
            for (var token = 0; token < tokens; token++)
            {
                var weight = chunks[chunk].Weights[token];
                if (weight == 1)
                    continue;
                var z = rows.Slice(token * width, width);
                var zero = empty.Slice(token * width, width);
                TensorPrimitives.Subtract(z, zero, z);
                TensorPrimitives.MultiplyAdd(z, weight, zero, z);
            }
        }
    }

    /// <summary>The last layer at the first end token: what CLIP compares with pictures.</summary>
    private static Tensor AtEnd(Tensor lastHidden, TokenChunk first)
    {
        var width = lastHidden.Size(2);
        return new Tensor(lastHidden.Slice(0).Span.Slice(End(first) * width, width).ToArray(), 1, width);
    }

    private static int End(TokenChunk chunk) =>
        Enumerable.Range(0, chunk.Ids.Count).First(i => chunk.Ids[i] == ClipTokenizer.End && !chunk.Embeddings.ContainsKey(i));
}
