using Studio.Engine.Models.Diagrams;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using Studio.Engine.Tokenizers;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Models;

/// <summary>Chunks of weighted tokens to what a text encoder sees in them, on a network that the caller keeps in memory.</summary>
/// <param name="stopAtLayer">-1 is the last layer; see <see cref="ClipModel.StopAtLayer"/>.</param>
internal sealed class TextEncoder(NetworkLease network, ClipText sizes, TextPart part, int stopAtLayer)
{
    /// <summary>
    /// All chunks in one run, one after another along the tokens: [1,77 * chunks,width], and a summary of the first [1,width]. Weights
    /// apply as ComfyUI applies them: z' = (z - z_empty) w + z_empty per token, z_empty being the empty prompt.
    /// </summary>
    public (Tensor Hidden, Tensor Pooled) Encode(IReadOnlyList<ClipChunk> chunks, CancellationToken cancellationToken)
    {
        var isWeighted = chunks.Any(chunk => chunk.Weights.Any(weight => weight != 1));
        IReadOnlyList<ClipChunk> batch = isWeighted ? [.. chunks, ClipChunks.Build([], part.Padding)[0]] : chunks;
        string[] wanted = [OutputName(), sizes.Projection > 0 ? ClipText.Projected : ClipText.LastHidden];
        var outputs = Run(batch, [.. wanted.Distinct()], cancellationToken);
        var hidden = outputs[0];
        var pooled = sizes.Projection > 0 ? outputs[^1].Slice(0) : AtEnd(outputs[^1], chunks[0]);
        if (isWeighted)
            Weigh(hidden, chunks);
        return (hidden.Slice(0, chunks.Count).Reshape(1, chunks.Count * hidden.Size(1), hidden.Size(2)), pooled);
    }

    private IReadOnlyList<Tensor> Run(IReadOnlyList<ClipChunk> batch, string[] outputs, CancellationToken cancellationToken)
    {
        var ids = batch.SelectMany(chunk => chunk.Ids).ToArray();
        var inputs = new List<NamedInput> { NamedInput.Of(ClipText.IdsInput, ids, batch.Count, ClipChunks.Length) };
        var vectors = batch.SelectMany((chunk, row) => chunk.Embeddings.Select(at => (Row: row, At: at.Key, Vector: at.Value))).ToArray();
        if (network.Session.Inputs.Any(input => input.Name == ClipText.VectorsInput))
        {
            inputs.Add(NamedInput.Of(ClipText.PositionsInput, vectors.SelectMany(vector => new long[] { vector.Row, vector.At }).ToArray(),
                vectors.Length, 2));
            inputs.Add(NamedInput.Of(ClipText.VectorsInput,
                new Tensor(vectors.SelectMany(vector => vector.Vector.ToArray()).ToArray(), vectors.Length, sizes.Width)));
        }
        else if (vectors.Length > 0)
        {
            throw new EngineException(EngineError.Unsupported,
                "This text encoder was exported without room for embeddings. Take embedding:… out of the text, or use a .safetensors checkpoint.");
        }
        if (sizes.Projection > 0)
            inputs.Add(NamedInput.Of(ClipText.EndInput, [.. batch.Select(chunk => (long)End(chunk))], batch.Count));
        return network.Session.Run(inputs.ToArray(), outputs, cancellationToken);
    }

    private string OutputName()
    {
        // ComfyUI counts from the end and takes a number outside the model as the last layer, always after the norm
        var isInside = stopAtLayer < 0 && -stopAtLayer <= sizes.Layers;
        var name = !isInside ? ClipText.LastHidden : part.NormsHidden ? ClipText.Normed(-stopAtLayer) : ClipText.Hidden(-stopAtLayer);
        return network.Session.Outputs.Any(output => output.Name == name)
            ? name
            : throw new EngineException(EngineError.Unsupported,
                $"This text encoder was exported without its inner layers: it cannot stop at layer {stopAtLayer}. Use -1, or a .safetensors checkpoint.");
    }

    private static void Weigh(Tensor hidden, IReadOnlyList<ClipChunk> chunks)
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
    private static Tensor AtEnd(Tensor lastHidden, ClipChunk first)
    {
        var width = lastHidden.Size(2);
        return new Tensor(lastHidden.Slice(0).Span.Slice(End(first) * width, width).ToArray(), 1, width);
    }

    private static int End(ClipChunk chunk) =>
        Enumerable.Range(0, chunk.Ids.Count).First(i => chunk.Ids[i] == ClipTokenizer.End && !chunk.Embeddings.ContainsKey(i));
}
