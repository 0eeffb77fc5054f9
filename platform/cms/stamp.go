package cms

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"time"

	"github.com/emmansun/gmsm/sm3"
)

// Authority is a time-stamp service (时间戳服务, RFC 3161, GM/T 0033).
type Authority struct {
	URL    string
	Roots  Roots         // which its certificate must go back to
	Within time.Duration // how long it may take
	SM3    bool          // it is asked for the SM3 digest in the place of SHA-256
}

// maxToken bounds what a service may answer.
const maxToken = 64 << 10

// request and what of it a token repeats.
type imprint struct {
	Algorithm pkix.AlgorithmIdentifier
	Digest    []byte
}

type stampRequest struct {
	Version int
	Imprint imprint
	Nonce   *big.Int
	CertReq bool
}

type stampInfo struct {
	Version    int
	Policy     asn1.ObjectIdentifier
	Imprint    imprint
	Serial     *big.Int
	Time       time.Time     `asn1:"generalized"`
	Accuracy   accuracy      `asn1:"optional"`
	Ordering   bool          `asn1:"optional"`
	Nonce      *big.Int      `asn1:"optional"`
	By         asn1.RawValue `asn1:"optional,tag:0"`
	Extensions asn1.RawValue `asn1:"optional,tag:1"`
}

type accuracy struct {
	Seconds int `asn1:"optional"`
	Millis  int `asn1:"optional,tag:0"`
	Micros  int `asn1:"optional,tag:1"`
}

func imprintOf(data []byte, sm bool) imprint {
	if sm {
		sum := sm3.Sum(data)
		return imprint{pkix.AlgorithmIdentifier{Algorithm: oidSM3}, sum[:]}
	}
	sum := sha256.Sum256(data)
	return imprint{pkix.AlgorithmIdentifier{Algorithm: oidSHA256, Parameters: asn1.NullRawValue}, sum[:]}
}

// Stamp asks the service for a token over data and checks it: it is over these
// bytes, answers this question, and its certificate goes back to the roots. Errors
// are in Chinese and name the service's host, not its address.
func (a *Authority) Stamp(ctx context.Context, data []byte) ([]byte, error) {
	most := new(big.Int).Lsh(big.NewInt(1), 63)
	nonce, err := rand.Int(rand.Reader, most)
	if err != nil {
		return nil, err
	}
	ask := stampRequest{1, imprintOf(data, a.SM3), nonce, true}
	answer, err := a.post(ctx, der(ask))
	if err != nil {
		return nil, err
	}
	var resp struct {
		Status struct {
			Code int
			Text asn1.RawValue  `asn1:"optional"`
			Fail asn1.BitString `asn1:"optional"`
		}
		Token asn1.RawValue `asn1:"optional"`
	}
	if _, err := asn1.Unmarshal(answer, &resp); err != nil {
		return nil, fmt.Errorf("时间戳服务 %s 的应答读不出来", a.host())
	}
	if resp.Status.Code > 1 { // granted, granted with changes (RFC 3161 §2.4.2)
		return nil, fmt.Errorf("时间戳服务 %s 拒绝了请求（状态 %d）", a.host(), resp.Status.Code)
	}
	if _, info, err := stamped(resp.Token.FullBytes, data, a.Roots); err != nil {
		return nil, fmt.Errorf("时间戳服务 %s 的应答没有通过验证：%w", a.host(), err)
	} else if info.Nonce == nil || info.Nonce.Cmp(nonce) != 0 {
		return nil, fmt.Errorf("时间戳服务 %s 应答的不是这次的请求", a.host())
	}
	return resp.Token.FullBytes, nil
}

func (a *Authority) post(ctx context.Context, body []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, a.Within)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.URL, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("时间戳服务的地址不对：%w", err)
	}
	req.Header.Set("Content-Type", "application/timestamp-query")
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{DialContext: (&net.Dialer{Timeout: a.Within}).DialContext, DisableKeepAlives: true, ForceAttemptHTTP2: true}}
	resp, err := c.Do(req)
	if err != nil {
		return nil, fmt.Errorf("时间戳服务 %s 没有应答（%w）", a.host(), plain(err))
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("时间戳服务 %s 答复 HTTP %d", a.host(), resp.StatusCode)
	}
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxToken+1))
	if err != nil || len(b) > maxToken {
		return nil, fmt.Errorf("时间戳服务 %s 的应答不完整或者过长", a.host())
	}
	return b, nil
}

func (a *Authority) host() string {
	if req, err := http.NewRequest(http.MethodPost, a.URL, nil); err == nil {
		return req.URL.Host
	}
	return ""
}

// plain is why a connection failed, without the address, which may hold a secret.
func plain(err error) error {
	var timeout net.Error
	switch {
	case errors.Is(err, context.DeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout():
		return errors.New("超时")
	case errors.Is(err, context.Canceled):
		return errors.New("已取消")
	}
	return errors.New("连接不上")
}

// stamped checks a token over data.
func stamped(token, data []byte, roots Roots) (*Signed, *stampInfo, error) {
	sd, _, err := parse(token)
	if err != nil {
		return nil, nil, err
	}
	var text []byte
	if rest, err := asn1.Unmarshal(sd.Encapsulated.Content.Bytes, &text); err != nil || len(rest) > 0 || !sd.Encapsulated.Type.Equal(oidStampInfo) {
		return nil, nil, errors.New("不是时间戳")
	}
	signed, err := sd.verify(oidStampInfo, text, false)
	if err != nil {
		return nil, nil, err
	}
	info := &stampInfo{}
	if rest, err := asn1.Unmarshal(text, info); err != nil || len(rest) > 0 {
		return nil, nil, errors.New("时间戳的内容读不出来")
	}
	want := imprintOf(data, info.Imprint.Algorithm.Algorithm.Equal(oidSM3))
	if !info.Imprint.Algorithm.Algorithm.Equal(want.Algorithm.Algorithm) || !bytes.Equal(info.Imprint.Digest, want.Digest) {
		return nil, nil, errors.New("时间戳不是盖在这个签名上的")
	}
	return signed, info, roots.Reach(signed.Certificate, signed.others, info.Time, x509.ExtKeyUsageTimeStamping)
}

// Stamped is the moment of the time-stamp, when it is over this signature and of a
// service that goes back to the roots.
func (s *Signed) Stamped(roots Roots) (time.Time, error) {
	_, info, err := stamped(s.Token, s.value, roots)
	if err != nil {
		return time.Time{}, err
	}
	return info.Time, nil
}
