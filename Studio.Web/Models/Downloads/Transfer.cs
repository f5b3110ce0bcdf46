using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using Studio.Engine;
using Studio.Web.Models.Sites;
using Studio.Web.Outgoing;

namespace Studio.Web.Models.Downloads;

/// <summary>
/// One attempt at getting the rest of a file. Whatever a server says of ranges, lengths and tags, what it gives is laid against what is
/// there already: a resumed range begins a little before the end, and an answer from the beginning writes only from where it differs.
/// </summary>
internal sealed class Transfer(ModelSites sites, OutgoingHttp http, BandwidthCap cap, DownloadRoom room, DownloadTimes times,
    TimeProvider time)
{
    private const int Overlap = 64 << 10;
    private const int Buffer = 128 << 10;

    // LimitedContent counts the whole body; a stall ends it much earlier
    private static readonly OutgoingLimits Limits = new() { MaxBytes = 1L << 42, Timeout = TimeSpan.FromDays(20) };

    /// <summary>Returns when everything is in the part file.</summary>
    /// <exception cref="TransferException">It is not.</exception>
    public async Task RunAsync(Download download, RemoteFile remote, PartFile part, Action<PartFile> progress,
        CancellationToken cancellationToken)
    {
        if (part.IsWhole)
            return;
        var start = part.Note.NoRanges ? 0 : Math.Max(0, part.Length - Overlap);
        using var client = http.CreateClient(Limits);
        using var request = sites.Request(remote.Address, download.Owner);
        if (start > 0)
        {
            request.Headers.Range = new RangeHeaderValue(start, null);
            if (part.Note.Validator is { } validator)
                request.Headers.TryAddWithoutValidation("If-Range", validator);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(times.Stall);
        using var response = await SendAsync(client, request, patience.Token, cancellationToken);
        var from = Begin(download, remote, part, response, start);
        Require(download, part);
        await CopyAsync(response, part, from, download, progress, cancellationToken);
    }

    /// <summary>Looks at the answer's head: where its body begins.</summary>
    private long Begin(Download download, RemoteFile remote, PartFile part, HttpResponseMessage response, long start)
    {
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            throw Anew(part, "The server has less than was there before.");
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.PartialContent))
        {
            var refused = sites.Refused(download.Source, remote.Address, response, download.Owner, time);
            throw new TransferException(refused.MayPass ? TransferFault.Again : TransferFault.Final, refused.Message, refused.After);
        }

        long? total = response.Content.Headers.ContentLength;
        var from = 0L;
        if (response.StatusCode == HttpStatusCode.PartialContent)
        {
            var range = response.Content.Headers.ContentRange;
            if (range?.From != start)
            {
                part.Know(note => note with { NoRanges = true });
                throw Anew(part, "The server gives another range than it is asked for.");
            }

            (from, total) = (start, range.Length);
            if (part.Note.Total is { } before && total is { } now && before != now)
                throw Anew(part, "The file changed at its source; it is fetched anew.");
        }

        part.Know(note => note with { Total = total, Validator = ValidatorOf(response) });
        return from;
    }

    private void Require(Download download, PartFile part)
    {
        if (part.Note.Total is not { } total)
            return;
        if (room.WhyNot(download.Id, download.Staging, total - part.Length) is { } shortage)
            throw new TransferException(TransferFault.NoRoom, shortage);
        room.Expect(download.Id, download.Staging, total - part.Length);
    }

    private async Task CopyAsync(HttpResponseMessage response, PartFile part, long at, Download download, Action<PartFile> progress,
        CancellationToken cancellationToken)
    {
        var isRange = at > 0;
        var buffer = ArrayPool<byte>.Shared.Rent(Buffer);
        using var watch = new StallWatch(times, time, cancellationToken);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            while (await watch.ReadAsync(body, buffer.AsMemory(0, Buffer)) is > 0 and var count)
            {
                if (at == 0 && WebPage.Is(buffer.AsSpan(0, count)))
                    throw new TransferException(TransferFault.Final,
                        "The address gives a web page, not a model. Open it in a browser: it may be a page to sign in, or the link of a page.");
                await cap.TakeAsync(count, cancellationToken);
                await PutAsync(part, at, buffer.AsMemory(0, count), isRange, cancellationToken);
                at += count;
                room.Expect(download.Id, download.Staging, (part.Note.Total ?? 0) - part.Length);
                progress(part);
            }

            End(part, at);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            SaveQuietly(part);
        }
    }

    /// <summary>Lays bytes against what is there, and writes what is new.</summary>
    private static async ValueTask PutAsync(PartFile part, long at, ReadOnlyMemory<byte> bytes, bool isRange,
        CancellationToken cancellationToken)
    {
        var known = (int)Math.Min(Math.Max(0, part.Length - at), bytes.Length);
        if (known > 0 && await part.MatchAsync(bytes[..known], at, cancellationToken) is var same && same < known)
        {
            if (isRange)
                throw Anew(part, "The file changed at its source; it is fetched anew.");
            part.CutTo(at + same);
            known = same;
        }

        if (known < bytes.Length)
            await part.WriteAsync(bytes[known..], cancellationToken);
    }

    private static void End(PartFile part, long at)
    {
        if (part.Note.Total is { } total && at < total)
            throw new TransferException(TransferFault.Again, $"The connection broke off after {at} of {total} bytes.");
        if (at < part.Length)
            part.CutTo(at); // what is at the source now is shorter
        part.Know(note => note with { Total = part.Length });
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpRequestMessage request, CancellationToken patience,
        CancellationToken cancellationToken)
    {
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransferException(TransferFault.Again, $"{request.RequestUri!.Host} does not answer.");
        }
        catch (HttpRequestException e)
        {
            var inner = SiteApi.Innermost(e);
            throw inner is OutgoingRefusedException
                ? new TransferException(TransferFault.Final, inner.Message)
                : new TransferException(TransferFault.Again, $"{request.RequestUri!.Host} cannot be reached: {StorageFault.Words(inner)}");
        }
    }

    private static TransferException Anew(PartFile part, string why)
    {
        part.CutTo(0);
        part.Know(note => note with { Total = null, Validator = null });
        part.Save();
        return new(TransferFault.Again, why, TimeSpan.Zero);
    }

    // a weak tag says nothing of bytes (RFC 9110, 8.8.1 and 13.1.5)
    private static string? ValidatorOf(HttpResponseMessage response) => response.Headers.ETag is { IsWeak: false } tag
        ? tag.ToString()
        : response.Content.Headers.LastModified?.ToString("r");

    private static void SaveQuietly(PartFile part)
    {
        try
        {
            part.Save();
        }
        catch (IOException)
        {
            // a full disk: what the last note says is kept, and why it ended is told already
        }
    }
}
