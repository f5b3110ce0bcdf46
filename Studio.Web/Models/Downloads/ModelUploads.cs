using System.Collections.Concurrent;
using Studio.Engine;
using Studio.Web.Auth;

namespace Studio.Web.Models.Downloads;

/// <summary>
/// Models that come from a browser, in pieces: whoever was cut off asks how much is there and goes on. The end is that of a download:
/// content decides, and the file gets its name at once and whole.
/// </summary>
public sealed class ModelUploads
{
    private const long Longest = 1L << 42;

    private readonly DownloadRules _rules;
    private readonly Arrival _arrival;
    private readonly DownloadRoom _room;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _open = new();

    internal ModelUploads(DownloadRules rules, Arrival arrival, DownloadRoom room, TimeProvider time) =>
        (_rules, _arrival, _room, _time) = (rules, arrival, room, time);

    /// <summary>Bytes of an upload that are there.</summary>
    /// <param name="key">What the browser calls it: 1 to 64 letters and digits.</param>
    /// <exception cref="DownloadException">Not allowed, or no such key.</exception>
    public long Offset(CurrentUser user, string key)
    {
        var upload = Of(user, key, null, "x.safetensors");
        return PartFile.LengthOf(upload.Part, upload.Source.Text);
    }

    /// <summary>Takes a piece.</summary>
    /// <param name="offset">Where it begins; what is there already is laid over.</param>
    /// <param name="total">Bytes of the whole file.</param>
    /// <returns>Bytes that are there, and kind and name once that is all.</returns>
    /// <exception cref="DownloadException">Not allowed, not the next piece, or no model.</exception>
    public async Task<(long Bytes, string? Kind, string? Name)> PutAsync(CurrentUser user, string key, string? kind, string name,
        long offset,
        long total, Stream piece, CancellationToken cancellationToken)
    {
        var upload = Of(user, key, kind, name);
        if (total is < 1 or > Longest || offset < 0 || offset >= total)
            throw new DownloadException(DownloadRefusal.BadRequest, "total is the file's length, and offset where the piece begins in it.");
        var gate = _open.GetOrAdd(upload.Part, _ => new SemaphoreSlim(1));
        if (!await gate.WaitAsync(0, cancellationToken))
            throw new DownloadException(DownloadRefusal.Conflict, "Another piece of this file is being sent. Wait for its answer.");
        try
        {
            return await TakeAsync(upload, offset, total, piece, cancellationToken);
        }
        catch (TransferException e)
        {
            throw new DownloadException(DownloadRefusal.BadRequest, e.Message);
        }
        catch (IOException e) when (StorageFault.Of(e) is { } problem && StorageFault.MayPass(problem))
        {
            throw new DownloadException(DownloadRefusal.Conflict, $"The file cannot be stored: {StorageFault.Reason(problem)}");
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<(long Bytes, string? Kind, string? Name)> TakeAsync(Download upload, long offset, long total, Stream piece,
        CancellationToken cancellationToken)
    {
        string hash;
        using (var part = PartFile.Open(upload.Part, upload.Source.Text, _time))
        {
            if (offset > part.Length)
                throw new DownloadException(DownloadRefusal.Conflict, $"{part.Length} bytes are there: send what follows them.");
            if (_room.WhyNot(upload.Part, upload.Staging, total - part.Length) is { } shortage)
                throw new DownloadException(DownloadRefusal.Conflict, shortage);
            if (offset < part.Length)
                part.CutTo(offset);
            var buffer = new byte[128 << 10];
            while (await piece.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                if (part.Length + count > total)
                    throw new DownloadException(DownloadRefusal.BadRequest, "More came than total says.");
                await part.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }

            part.Save();
            if (part.Length < total)
                return (part.Length, null, null);
            hash = await part.HashAsync(cancellationToken);
        }

        var (kind, name) = _arrival.Settle(upload, hash);
        return (total, kind, name);
    }

    private Download Of(CurrentUser user, string key, string? kind, string name)
    {
        if (!user.May(Scopes.ModelsWrite))
            throw new DownloadException(DownloadRefusal.NotAllowed, $"Sending models needs the scope {Scopes.ModelsWrite}.");
        if (key.Length is 0 or > 64 || !key.All(char.IsAsciiLetterOrDigit))
            throw new DownloadException(DownloadRefusal.BadRequest, "The key of an upload is 1 to 64 letters and digits.");
        if (kind is not null)
            _rules.RequireKind(kind, name);
        else if (SafePath.WhyNot(name) is { } why)
            throw new DownloadException(DownloadRefusal.BadRequest, why);
        return new Download
        {
            Id = key,
            Sequence = 0,
            Owner = user.Id,
            Source = new DownloadSource.Upload(user.Id, key),
            Kind = kind is null ? null : ModelFolder.KeyOf(kind),
            Name = name.Replace('\\', '/'),
            Staging = _rules.StagingOf(null),
        };
    }
}
