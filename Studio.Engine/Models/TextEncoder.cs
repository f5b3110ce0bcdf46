using Studio.Engine.Models.Architectures;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using Studio.Engine.Tokenizers;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Models;

/// <summary>Chunks of weighted tokens to conditioning, on a text network that the caller keeps in memory.</summary>
/// <param name="stopAtLayer">-1 is the last layer; see <see cref="ClipModel.StopAtLayer"/>.</param>
internal sealed class TextEncoder(NetworkLease network, ClipTextShape shape, int stopAtLayer)
{
    private const string LastOutput = "last_hidden_state";
    private const string PositionsInput = "embedding_positions";
    private const string VectorsInput = "embedding_vectors";

    /// <summary>
    /// All chunks in one run, one after another along the tokens. Weights apply as ComfyUI applies them: z' = (z - z_empty) w + z_empty per
    /// token, z_empty being the empty prompt.
    /// </summary>
    public Conditioning Encode(IReadOnlyList<ClipChunk> chunks, CancellationToken cancellationToken)
    {
        var isWeighted = chunks.Any(chunk => chunk.Weights.Any(weight => weight != 1));
        IReadOnlyList<ClipChunk> batch = isWeighted ? [.. chunks, ClipChunks.Build([])[0]] : chunks;
        var layer = OutputName();
        var outputs = Run(batch, layer == LastOutput ? [LastOutput] : [layer, LastOutput], cancellationToken);
        var hidden = outputs[0];
        if (isWeighted)
            Weigh(hidden, chunks);
        var embedding = hidden.Slice(0, chunks.Count).Reshape(1, chunks.Count * hidden.Size(1), hidden.Size(2));
        return new Conditioning([new ConditioningEntry(embedding) { Pooled = Pool(outputs[^1], chunks[0]) }]);
    }

    private IReadOnlyList<Tensor> Run(IReadOnlyList<ClipChunk> batch, string[] outputs, CancellationToken cancellationToken)
    {
        var ids = batch.SelectMany(chunk => chunk.Ids).ToArray();
        var inputs = new List<NamedInput> { NamedInput.Of("input_ids", ids, batch.Count, ClipChunks.Length) };
        var vectors = batch.SelectMany((chunk, row) => chunk.Embeddings.Select(at => (Row: row, At: at.Key, Vector: at.Value))).ToArray();
        if (network.Session.Inputs.Any(input => input.Name == VectorsInput))
        {
            inputs.Add(NamedInput.Of(PositionsInput, vectors.SelectMany(vector => new long[] { vector.Row, vector.At }).ToArray(),
                vectors.Length, 2));
            inputs.Add(NamedInput.Of(VectorsInput,
                new Tensor(vectors.SelectMany(vector => vector.Vector.ToArray()).ToArray(), vectors.Length, shape.Width)));
        }
        else if (vectors.Length > 0)
        {
            throw new EngineException(EngineError.Unsupported,
                "This text encoder was exported without room for embeddings. Take embedding:… out of the text, or use a .safetensors checkpoint.");
        }
        return network.Session.Run(inputs.ToArray(), outputs, cancellationToken);
    }

    private string OutputName()
    {
        // ComfyUI counts from the end and takes a number outside the model as the last layer
        var fromEnd = stopAtLayer < 0 && -stopAtLayer <= shape.Layers ? -stopAtLayer : 1;
        var name = ClipTextModel.OutputName(fromEnd);
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
    private static Tensor Pool(Tensor lastHidden, ClipChunk first)
    {
        var end = Enumerable.Range(0, first.Ids.Count).First(i => first.Ids[i] == ClipTokenizer.End && !first.Embeddings.ContainsKey(i));
        var width = lastHidden.Size(2);
        return new Tensor(lastHidden.Slice(0).Span.Slice(end * width, width).ToArray(), 1, width);
    }
}
