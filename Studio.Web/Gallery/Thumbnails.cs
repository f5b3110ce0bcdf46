using System.Security.Cryptography;
using System.Text;
using Studio.Engine;
using Studio.Engine.Imaging;

namespace Studio.Web.Gallery;

/// <summary>
/// Small WebPs of pictures, made when first asked for and kept under STUDIO_DIR/thumbnails. A changed file gets a new one.
/// </summary>
public sealed class Thumbnails(StudioOptions options) : IDisposable
{
    private static readonly int[] Sides = [128, 256, 512, 1024];

    // decoding takes memory by the picture: not more than this many at once
    private readonly SemaphoreSlim _atOnce = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <param name="side">Rounded up to 128, 256, 512 or 1024, so that the cache stays small.</param>
    /// <returns>The thumbnail's path; null when the file is no picture.</returns>
    public async Task<string?> GetAsync(string picture, int side, CancellationToken cancellationToken)
    {
        var cached = PathFor(new FileInfo(picture), Sides.FirstOrDefault(step => step >= side, Sides[^1]));
        if (File.Exists(cached))
            return cached;
        await _atOnce.WaitAsync(cancellationToken);
        try
        {
            var small = await Task.Run(() => ImageCodec.Thumbnail(picture, Sides.FirstOrDefault(step => step >= side, Sides[^1])),
                cancellationToken);
            Directory.CreateDirectory(Path.GetDirectoryName(cached)!);
            AtomicFile.Replace(cached, small.Bytes);
            return cached;
        }
        catch (EngineException e) when (e.Kind == EngineError.BadFile)
        {
            return null;
        }
        finally
        {
            _atOnce.Release();
        }
    }

    /// <summary>Deletes what was made of a picture that is about to go.</summary>
    public void Forget(string picture)
    {
        var file = new FileInfo(picture);
        foreach (var side in Sides)
        {
            if (PathFor(file, side) is var cached && File.Exists(cached))
                File.Delete(cached);
        }
    }

    public void Dispose() => _atOnce.Dispose();

    private string PathFor(FileInfo picture, int side)
    {
        var identity = picture.Exists
            ? $"{picture.FullName}\n{picture.LastWriteTimeUtc.Ticks}\n{picture.Length}\n{side}"
            : picture.FullName;
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)).AsSpan(0, 16));
        return Path.Join(options.Paths.Thumbnails, name[..2], name + ".webp");
    }
}
