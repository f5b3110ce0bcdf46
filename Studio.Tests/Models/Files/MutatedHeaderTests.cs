using Studio.Engine;
using Studio.Engine.Models.Files;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Files;

/// <summary>
/// Model files with bytes changed, put in, taken out and cut off at random, from seeds that are told: each is read, or refused as a bad
/// file, and nothing else happens.
/// </summary>
public sealed class MutatedHeaderTests : IDisposable
{
    private const int Quick = 1500;
    private const int Long = 340_000;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Formats => ["safetensors", "gguf", "torch"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Formats))]
    public void Headers_Mutated_AreReadOrRefused(string format) => Run(format, Quick, seed: 1);

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Formats))]
    public void Headers_MutatedAMillionTimes_AreReadOrRefused(string format) => Run(format, Long, seed: 2);

    private void Run(string format, int count, int seed)
    {
        var (original, path, outside) = (FileOf(format), Path.Join(_folder.Path, $"mutated.{format}"), Directory
            .GetFileSystemEntries(_folder.Path).Length);
        var (random, read) = (new Random(seed), 0);
        for (var number = 0; number < count; number++)
        {
            var bytes = Mutate(original, random);
            File.WriteAllBytes(path, bytes);
            try
            {
                read += TensorFormats.Read(path).Tensors.Count > 0 ? 1 : 0;
            }
            catch (EngineException e)
            {
                // a type of blocks may become one that nobody reads
                Assert.True(e.Kind is EngineError.BadFile or EngineError.Unsupported, e.Message);
            }
            catch (Exception e)
            {
                Assert.Fail($"{format}, seed {seed}, mutation {number}: {e}\n{Convert.ToBase64String(bytes)}");
            }
        }

        Assert.InRange(read, 1, count - 1); // some still can be read, and some cannot
        Assert.InRange(Directory.GetFileSystemEntries(_folder.Path).Length, 1, outside + 1);
    }

    private byte[] FileOf(string format)
    {
        var path = Path.Join(_folder.Path, $"original.{format}");
        if (format == "safetensors")
            new SafetensorsWriter().Metadata("k", "v").Add("a.weight", "F32", [1, 2, 3, 4, 5, 6], 2, 3).Add("b", "F16", [1, 2], 2)
                .Save(path);
        else if (format == "gguf")
            new GgufWriter().Text("general.name", "x").Add("a.weight", 0, new byte[24], 2, 3).Add("b", 1, new byte[4], 2).Save(path);
        else
            TorchWriter.OfTensors([("a.weight", "F32", new byte[24], [2, 3]), ("b", "F16", new byte[4], [2])]).SaveArchive(path);
        return File.ReadAllBytes(path);
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var change = random.Next(1, 5); change > 0 && bytes.Count > 1; change--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at));
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    for (var i = at; i < Math.Min(at + 8, bytes.Count); i++)
                        bytes[i] = random.Next(2) == 0 ? (byte)0xff : (byte)0;
                    break;
            }
        }

        return [.. bytes];
    }
}
