// Sumdb reads the public bundle of an election with the checker of the Go module system
// (golang.org/x/mod/sumdb, packages note and tlog), which shares no line with ours.
//
//	sumdb -key VKEY_FILE [-since CHECKPOINT] [-receipt TLOG_PROOF] FOLDER
//
// It prints one line for each thing that held and ends with status 0, or names the first that did not,
// in the form "refused: STEP: WHY", and ends with status 1.
package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

// bundle is a folder as docs/format/log.md describes it, read at the size of its checkpoint.
type bundle struct {
	folder string
	tree   tlog.Tree
	leaves []tlog.Hash
}

func main() {
	key := flag.String("key", "", "file of verifier keys; the last one signs")
	since := flag.String("since", "", "a checkpoint kept from before")
	receipt := flag.String("receipt", "", "a receipt (tlog-proof)")
	flag.Parse()
	step, err := check(flag.Arg(0), *key, *since, *receipt)
	if err != nil {
		fmt.Printf("refused: %s: %v\n", step, err)
		os.Exit(1)
	}
}

func check(folder, keyFile, since, receipt string) (string, error) {
	verifier, err := readVerifier(keyFile)
	if err != nil {
		return "key", err
	}
	tree, err := readCheckpoint(filepath.Join(folder, "checkpoint"), verifier)
	if err != nil {
		return "note", err
	}
	fmt.Printf("note: %d entries signed by %s\n", tree.N, verifier.Name())
	b := &bundle{folder: folder, tree: tree}
	steps := []struct {
		name string
		run  func() (string, error)
	}{
		{"tiles", b.checkTiles},
		{"entries", b.checkEntries},
		{"inclusion", b.checkInclusion},
		{"consistency", func() (string, error) { return b.checkConsistency(since, verifier) }},
		{"receipt", func() (string, error) { return b.checkReceipt(receipt, verifier) }},
	}
	for _, step := range steps {
		found, err := step.run()
		if err != nil {
			return step.name, err
		}
		fmt.Printf("%s: %s\n", step.name, found)
	}
	return "", nil
}

func readVerifier(path string) (note.Verifier, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	return note.NewVerifier(lines[len(lines)-1])
}

func readCheckpoint(path string, verifier note.Verifier) (tlog.Tree, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return tlog.Tree{}, err
	}
	return openCheckpoint(data, verifier)
}

// openCheckpoint reads a tlog-checkpoint: origin, size and root, each on its line, in a signed note.
func openCheckpoint(data []byte, verifier note.Verifier) (tlog.Tree, error) {
	signed, err := note.Open(data, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(signed.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() || lines[3] != "" {
		return tlog.Tree{}, errors.New("not a checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 1 || strconv.FormatInt(size, 10) != lines[1] {
		return tlog.Tree{}, fmt.Errorf("no size: %q", lines[1])
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

// checkTiles builds the tree from the leaves of the lowest tiles and holds root and every tile against it.
//
// The library's TileHashReader alone would not do: in edition 0.7.0 it counts the subtrees that make up the
// root where it means their tiles, and so passes over the first tiles below them.
func (b *bundle) checkTiles() (string, error) {
	tiles := widest(tlog.NewTiles(tileHeight, 0, b.tree.N))
	for _, tile := range tiles {
		if tile.L == 0 {
			if err := b.takeLeaves(tile); err != nil {
				return "", err
			}
		}
	}
	reader, err := b.grow()
	if err != nil {
		return "", err
	}
	for _, tile := range tiles {
		want, err := tlog.ReadTileData(tile, reader)
		if err != nil {
			return "", err
		}
		found, err := b.readTile(tile)
		if err != nil {
			return "", err
		}
		if !bytes.Equal(found, want) {
			return "", fmt.Errorf("%s is not what the tree holds", tilePath(tile))
		}
	}
	return fmt.Sprintf("%d hold under the signed root", len(tiles)), nil
}

func (b *bundle) takeLeaves(tile tlog.Tile) error {
	data, err := b.readTile(tile)
	if err != nil {
		return err
	}
	if len(data) != tile.W*tlog.HashSize {
		return fmt.Errorf("%s has %d bytes", tilePath(tile), len(data))
	}
	for at := 0; at < len(data); at += tlog.HashSize {
		var leaf tlog.Hash
		copy(leaf[:], data[at:])
		b.leaves = append(b.leaves, leaf)
	}
	return nil
}

// grow appends the leaves to an empty tree of the library's; its root must be the signed one.
func (b *bundle) grow() (tlog.HashReader, error) {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		for at, index := range indexes {
			hashes[at] = stored[index]
		}
		return hashes, nil
	})
	for at, leaf := range b.leaves {
		more, err := tlog.StoredHashesForRecordHash(int64(at), leaf, reader)
		if err != nil {
			return nil, err
		}
		stored = append(stored, more...)
	}
	root, err := tlog.TreeHash(b.tree.N, reader)
	if err == nil && root != b.tree.Hash {
		err = fmt.Errorf("they lead to the root %v, signed is %v", root, b.tree.Hash)
	}
	return reader, err
}

// widest leaves out the narrower forms of a tile, which older editions of the library list as well.
func widest(tiles []tlog.Tile) []tlog.Tile {
	var kept []tlog.Tile
	for at, tile := range tiles {
		if at+1 == len(tiles) || tiles[at+1].N != tile.N || tiles[at+1].L != tile.L {
			kept = append(kept, tile)
		}
	}
	return kept
}

// checkEntries holds the bytes of every entry against the hash of its leaf.
func (b *bundle) checkEntries() (string, error) {
	total := 0
	for first := int64(0); first < b.tree.N; first += 1 << tileHeight {
		width := min(b.tree.N-first, 1<<tileHeight)
		tile := tlog.Tile{H: tileHeight, L: -1, N: first >> tileHeight, W: int(width)}
		data, err := b.readTile(tile)
		if err != nil {
			return "", err
		}
		for index := first; index < first+width; index++ {
			if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
				return "", fmt.Errorf("entry %d is not there", index)
			}
			length := 2 + int(binary.BigEndian.Uint16(data))
			if tlog.RecordHash(data[2:length]) != b.leaves[index] {
				return "", fmt.Errorf("entry %d is not the one in the tree", index)
			}
			total += length - 2
			data = data[length:]
		}
		if len(data) > 0 {
			return "", fmt.Errorf("%s goes on behind its last entry", tilePath(tile))
		}
	}
	return fmt.Sprintf("%d bytes are what the tree holds", total), nil
}

// checkInclusion has the library prove entries from the tiles, and check the proofs. Of a large log 512.
func (b *bundle) checkInclusion() (string, error) {
	step := b.tree.N/512 + 1
	proved := 0
	for index := int64(0); index < b.tree.N; index += step {
		proof, err := tlog.ProveRecord(b.tree.N, index, b.reader())
		if err != nil {
			return "", err
		}
		if err := tlog.CheckRecord(proof, b.tree.N, b.tree.Hash, index, b.leaves[index]); err != nil {
			return "", fmt.Errorf("entry %d: %w", index, err)
		}
		proved++
	}
	return fmt.Sprintf("%d entries proved", proved), nil
}

// checkConsistency proves from the tiles that this log goes on from a checkpoint that was kept.
func (b *bundle) checkConsistency(path string, verifier note.Verifier) (string, error) {
	if path == "" {
		return "not asked", nil
	}
	old, err := readCheckpoint(path, verifier)
	if err != nil {
		return "", err
	}
	if old.N > b.tree.N {
		return "", fmt.Errorf("%d entries were signed before, %d are left", old.N, b.tree.N)
	}
	proof, err := tlog.ProveTree(b.tree.N, old.N, b.reader())
	if err != nil {
		return "", err
	}
	if err := tlog.CheckTree(proof, b.tree.N, b.tree.Hash, old.N, old.Hash); err != nil {
		return "", err
	}
	return fmt.Sprintf("goes on from %d entries by %d hashes", old.N, len(proof)), nil
}

// checkReceipt checks a tlog-proof by what it carries itself; of the bundle it needs the entry alone.
func (b *bundle) checkReceipt(path string, verifier note.Verifier) (string, error) {
	if path == "" {
		return "not asked", nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	head, checkpoint, found := strings.Cut(string(data), "\n\n")
	lines := strings.Split(head, "\n")
	if !found || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return "", errors.New("not a receipt")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil || index < 0 || index >= b.tree.N {
		return "", fmt.Errorf("no entry: %q", lines[1])
	}
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return "", err
		}
		proof = append(proof, hash)
	}
	tree, err := openCheckpoint([]byte(checkpoint), verifier)
	if err != nil {
		return "", err
	}
	if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, b.leaves[index]); err != nil {
		return "", err
	}
	return fmt.Sprintf("entry %d is under the root of %d entries", index, tree.N), nil
}

func (b *bundle) reader() tlog.HashReader {
	return tlog.TileHashReader(b.tree, b)
}

// Height, ReadTiles and SaveTiles make the folder what the library calls a TileReader.
func (b *bundle) Height() int { return tileHeight }

func (b *bundle) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for at, tile := range tiles {
		found, err := b.readTile(tile)
		if err != nil {
			return nil, err
		}
		data[at] = found
	}
	return data, nil
}

func (b *bundle) SaveTiles([]tlog.Tile, [][]byte) {}

func (b *bundle) readTile(tile tlog.Tile) ([]byte, error) {
	return os.ReadFile(filepath.Join(b.folder, filepath.FromSlash(tilePath(tile))))
}

// tilePath is the path of tlog-tiles; the module system's own begins with tile/8 and says data for entries.
func tilePath(tile tlog.Tile) string {
	path := strings.TrimPrefix(tile.Path(), "tile/8/")
	if rest, isData := cutPrefix(path, "data/"); isData {
		path = "entries/" + rest
	}
	return "tile/" + path
}

func cutPrefix(text, prefix string) (string, bool) {
	return strings.TrimPrefix(text, prefix), strings.HasPrefix(text, prefix)
}

func min(a, b int64) int64 {
	if a < b {
		return a
	}
	return b
}
