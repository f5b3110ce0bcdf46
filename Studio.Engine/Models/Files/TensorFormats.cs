using Studio.Engine.Models.Files.Gguf;
using Studio.Engine.Models.Files.Torch;

namespace Studio.Engine.Models.Files;

/// <summary>The formats of model files, told by how a file begins.</summary>
public static class TensorFormats
{
    /// <summary>Reads and checks the header; the tensors' bytes are not read.</summary>
    /// <exception cref="EngineException">BadFile: not there, not readable, or not what the formats allow.</exception>
    public static TensorHeader Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1);
            if (SafetensorsReader.Recognizes(file))
                return SafetensorsReader.Read(path, file);
            if (GgufReader.Recognizes(file))
                return GgufReader.Read(path, file);
            if (TorchReader.Recognizes(file))
                return TorchReader.Read(path, file);
            return Path.GetExtension(path).ToLowerInvariant() is ".safetensors" or ".sft"
                ? SafetensorsReader.Read(path, file)
                : throw TensorHeader.Bad(path, "it begins neither as safetensors or GGUF files do nor as what torch.save writes");
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new EngineException(EngineError.BadFile, $"There is no file '{path}'.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new EngineException(EngineError.BadFile, $"The file '{path}' cannot be read: {failure.Message}", failure);
        }
    }
}
